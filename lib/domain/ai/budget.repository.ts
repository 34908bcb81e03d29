import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { keyed, type Write } from '../../platform/events/write.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { getItem, type Item, updateItem } from '../../platform/table/table.ts'

/** TOKEN is a reserved word in DynamoDB expressions, so no attribute is called that. */
const TOKENS = { '#tokens': 'tokens' }
/** Each reservation is an attribute of the budget's row; its name is this prefix and its id. */
const HOLD = 'hold:'
/** Longer than any invocation runs: a call whose reservation is older has died. */
const HELD_MS = 120_000
const TRIES = 3

/** Tokens reserved for one request to a model. */
export type Hold = { id: string; tokens: number }

/** The billing period of an instant (epoch ms): the calendar month, UTC. */
export const periodOf = (now: number): string => new Date(now).toISOString().slice(0, 7)

/** The first instant of the next period, epoch ms. */
export const periodEnd = (now: number): number => {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/**
 * Reserves tokens in one conditional write: used and reserved tokens together never exceed the limit, whatever runs
 * concurrently. When too few are left, the same write also releases the reservations of calls that died; null if that is not enough.
 */
export const reserve = async (ctx: Context, period: string, tokens: number): Promise<Hold | null> => {
  const hold = { id: ctx.newId(ctx.now()), tokens }
  let expired: Hold[] = []
  for (let tries = 0; tries < TRIES && tokens <= config().AI_TOKENS_PER_MONTH; tries += 1) {
    if (await tryReserve(ctx, period, hold, expired)) return hold
    const found = expiredIn(await rowOf(ctx, period), ctx.now())
    if (found.length === 0 && expired.length === 0) return null
    // Another request may have released them first; then there may be enough tokens without doing so here.
    expired = found
  }
  return null
}

const tryReserve = async (ctx: Context, period: string, { id, tokens }: Hold, expired: Hold[]): Promise<boolean> => {
  const freed = sumOf(expired)
  const gone = expired.map((_, i) => `#expired${i}`)
  const there = gone.map((name) => ` AND attribute_exists(${name})`).join('')
  try {
    await updateItem(
      {
        Key: { PK: userPk(ctx.userId), SK: sk.aiBudget(period) },
        UpdateExpression: `SET #hold = :hold ADD #tokens :tokens${gone.length > 0 ? ` REMOVE ${gone.join(', ')}` : ''}`,
        ConditionExpression: `(attribute_not_exists(#tokens) OR #tokens <= :room)${there}`,
        ExpressionAttributeNames: {
          ...TOKENS,
          '#hold': HOLD + id,
          ...Object.fromEntries(expired.map((one, i) => [`#expired${i}`, HOLD + one.id])),
        },
        ExpressionAttributeValues: {
          ':hold': { tokens, until: ctx.now() + HELD_MS },
          ':tokens': tokens - freed,
          ':room': config().AI_TOKENS_PER_MONTH - tokens + freed,
        },
      },
      ctx.deadline,
    )
    return true
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false
    throw error
  }
}

/** Replaces a reservation by what was really used. The reservation of a call that dies before this expires. */
export const settleWrite = (ctx: Context, period: string, holds: Hold[], used: number): Write => ({
  item: {
    Update: {
      ...keyed(ctx, sk.aiBudget(period)),
      UpdateExpression: `ADD #tokens :difference${holds.length > 0 ? ` REMOVE ${holds.map((_, i) => `#hold${i}`).join(', ')}` : ''}`,
      ExpressionAttributeNames: {
        ...TOKENS,
        ...Object.fromEntries(holds.map(({ id }, i) => [`#hold${i}`, HOLD + id])),
      },
      ExpressionAttributeValues: { ':difference': used - sumOf(holds) },
    },
  },
  refused: () => new Error('A settlement has no condition'),
})

const sumOf = (holds: Hold[]): number => holds.reduce((sum, { tokens }) => sum + tokens, 0)

/** Reservations of calls that died, which nobody will settle any more. */
const expiredIn = (row: Item | null, now: number): Hold[] =>
  Object.entries(row ?? {}).flatMap(([name, value]) => {
    if (!name.startsWith(HOLD)) return []
    const { tokens, until } = value as { tokens: number; until: number }
    return until <= now ? [{ id: name.slice(HOLD.length), tokens }] : []
  })

const rowOf = (ctx: Context, period: string): Promise<Item | null> =>
  getItem({ PK: userPk(ctx.userId), SK: sk.aiBudget(period) }, { deadline: ctx.deadline, consistent: true })

/** Tokens of a period: used, reserved by calls in progress, and the limit. */
export const readBudget = async (ctx: Context, period: string): Promise<{ used: number; limit: number }> => {
  const row = await rowOf(ctx, period)
  return { used: Number(row?.tokens ?? 0) - sumOf(expiredIn(row, ctx.now())), limit: config().AI_TOKENS_PER_MONTH }
}
