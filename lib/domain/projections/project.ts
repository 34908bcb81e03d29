import type { Delivery } from '../../platform/events/stream-lambda.ts'
import type { StreamRow } from '../../platform/table/stream.ts'
import { countRows } from './counters.ts'

/** People handled at once: their partitions do not meet. */
const PARALLEL = 8

/** Brings everything that is derived from a batch of rows up to date. Resolves to how many rows are done: all. */
export const projectRows = async (rows: StreamRow[], delivery: Delivery): Promise<number> => {
  const people = Map.groupBy(rows, ({ userId }) => userId).entries()
  const worker = async () => {
    for (const [userId, own] of people) if (userId) await projectPerson(userId, own, delivery)
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
  return rows.length
}

const projectPerson = async (userId: string, rows: StreamRow[], { deadline }: Delivery): Promise<void> => {
  await countRows(userId, rows, deadline)
}
