import type { Context } from '../../../platform/context.ts'
import { putWrite, staleRead, type Write } from '../../../platform/events/write.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { CALENDAR_CONNECTION } from '../sync/connection.kind.ts'

export type Counted = { count: number; countOf: (provider: string) => number; guard: Write }

/** How many connections there are, and a write that is refused as a lost race when another one is added meanwhile. */
export const countedConnections = async (ctx: Context): Promise<Counted> => {
  const own = partition(ctx)
  const key = sk.guard(CALENDAR_CONNECTION.name)
  const fence = Number((await own.get(key, { consistent: true }))?.fence ?? 0)
  const rows = await own.range(sk.entities(CALENDAR_CONNECTION.name), { consistent: true })
  const condition =
    fence === 0
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : { ConditionExpression: 'fence = :fence', ExpressionAttributeValues: { ':fence': fence } }
  return {
    count: rows.length,
    countOf: (provider) => rows.filter((row) => row.provider === provider).length,
    guard: putWrite(ctx, key, { fence: fence + 1 }, condition, staleRead),
  }
}
