import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { keyed, type Write } from '../../platform/events/commit.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { getItem, updateItem } from '../../platform/table/table.ts'

/** TOKEN is a reserved word, so we name none like it. */
const TOKENS = { '#tokens': 'tokens' }

/** The billing period of an instant (epoch ms): the calendar month, UTC. */
export const periodOf = (now: number): string => new Date(now).toISOString().slice(0, 7)

/** The first instant of the next period, epoch ms. */
export const periodEnd = (now: number): number => {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/**
 * Sets tokens aside in one conditional write: what is used and reserved together never exceeds the limit, whatever runs
 * beside it. False: they are not there.
 */
export const reserve = async (ctx: Context, period: string, tokens: number): Promise<boolean> => {
  const limit = config().AI_TOKENS_PER_MONTH
  if (tokens > limit) return false
  try {
    await updateItem(
      {
        Key: { PK: userPk(ctx.userId), SK: sk.aiBudget(period) },
        UpdateExpression: 'ADD #tokens :tokens',
        ConditionExpression: 'attribute_not_exists(#tokens) OR #tokens <= :room',
        ExpressionAttributeNames: TOKENS,
        ExpressionAttributeValues: { ':tokens': tokens, ':room': limit - tokens },
      },
      ctx.deadline,
    )
    return true
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false
    throw error
  }
}

/** Puts what was used in the place of what was reserved. A call that dies before leaves its reservation: never too much is used. */
export const settleWrite = (ctx: Context, period: string, reserved: number, used: number): Write => ({
  item: {
    Update: {
      ...keyed(ctx, sk.aiBudget(period)),
      UpdateExpression: 'ADD #tokens :difference',
      ExpressionAttributeNames: TOKENS,
      ExpressionAttributeValues: { ':difference': used - reserved },
    },
  },
  refused: () => new Error('A settlement has no condition'),
})

/** Tokens used and reserved in a period, and how many there may be. */
export const readBudget = async (ctx: Context, period: string): Promise<{ used: number; limit: number }> => {
  const item = await getItem({ PK: userPk(ctx.userId), SK: sk.aiBudget(period) }, { deadline: ctx.deadline })
  return { used: Number(item?.tokens ?? 0), limit: config().AI_TOKENS_PER_MONTH }
}
