import type { Context } from '../../platform/context.ts'
import { keyed, type Write } from '../../platform/events/write.ts'

/** Marks a deletion as finished: nothing points any more at the entity that lies at `SK` in the trash. */
export const settledWrite = (ctx: Context, SK: string, refused: () => Error): Write => ({
  item: {
    Update: {
      ...keyed(ctx, SK),
      UpdateExpression: 'REMOVE #trash.#pending',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeNames: { '#trash': 'trash', '#pending': 'pending' },
    },
  },
  refused,
})
