import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { keyed, type Write } from '../../platform/events/write.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { getItem, type Item, updateItem } from '../../platform/table/table.ts'

/** TOKEN is a reserved word, so we name none like it. */
const TOKENS = { '#tokens': 'tokens' }
/** Each reservation is an attribute of the budget's row, named by this and its id. */
const HOLD = 'hold:'
/** Longer than any function lives: what holds tokens after that has died. */
const HELD_MS = 120_000
const TRIES = 3

/** Tokens set aside for one request to a model. */
export type Hold = { id: string; tokens: number }

/** The billing period of an instant (epoch ms): the calendar month, UTC. */
export const periodOf = (now: number): string => new Date(now).toISOString().slice(0, 7)

/** The first instant of the next period, epoch ms. */
export const periodEnd = (now: number): number => {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/**
 * Sets tokens aside in one conditional write: what is used and reserved together never exceeds the limit, whatever runs
 * beside it. Null: they are not there. Where they are missing, reservations of calls that died are given back by the same write.
 */
export const reserve = async (ctx: Context, period: string, tokens: number): Promise<Hold | null> => {
  const hold = { id: ctx.newId(ctx.now()), tokens }
  let expired: Hold[] = []
  for (let tries = 0; tries < TRIES && tokens <= config().AI_TOKENS_PER_MONTH; tries += 1) {
    if (await held(ctx, period, hold, expired)) return hold
    const found = expiredIn(await rowOf(ctx, period), ctx.now())
    if (found.length === 0 && expired.length === 0) return null
    // Somebody else may have given them back first: then there may be room without them.
    expired = found
  }
  return null
}

const held = async (ctx: Context, period: string, { id, tokens }: Hold, expired: Hold[]): Promise<boolean> => {
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

/** Puts what was used in the place of what was reserved. A call that dies before leaves reservations that expire. */
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

/** Reservations that nobody will settle any more. */
const expiredIn = (row: Item | null, now: number): Hold[] =>
  Object.entries(row ?? {}).flatMap(([name, value]) => {
    if (!name.startsWith(HOLD)) return []
    const { tokens, until } = value as { tokens: number; until: number }
    return until <= now ? [{ id: name.slice(HOLD.length), tokens }] : []
  })

const rowOf = (ctx: Context, period: string): Promise<Item | null> =>
  getItem({ PK: userPk(ctx.userId), SK: sk.aiBudget(period) }, { deadline: ctx.deadline, consistent: true })

/** Tokens used, and reserved by calls under way, in a period, and how many there may be. */
export const readBudget = async (ctx: Context, period: string): Promise<{ used: number; limit: number }> => {
  const row = await rowOf(ctx, period)
  return { used: Number(row?.tokens ?? 0) - sumOf(expiredIn(row, ctx.now())), limit: config().AI_TOKENS_PER_MONTH }
}
