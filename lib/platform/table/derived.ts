import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { chunked, inParallel } from '../batches.ts'
import { count } from '../log/meter.ts'
import { documentClient, endingBy, tableName } from './client.ts'
import { userPk } from './keys.ts'
import { pause, retrying } from './retry.ts'
import type { Item } from './table.ts'

/** Rows by sort key; null takes a row away. */
export type DerivedRows = Map<string, Item | null>

type Request = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } }

/** What BatchWriteItem takes. */
const CHUNK = 25
const PARALLEL = 4

/**
 * Writes rows that are derived from entities and can be derived again (never entities: those go through commit.ts).
 * Repeats are harmless; a crash may leave some of them unwritten, and a repeat writes those.
 * @throws 503 when the deadline (epoch ms) passes.
 */
export const writeDerived = async (userId: string, rows: DerivedRows, deadline: number): Promise<void> => {
  const PK = userPk(userId)
  const requests = [...rows].map(
    ([SK, row]): Request =>
      row ? { PutRequest: { Item: { PK, SK, ...row } } } : { DeleteRequest: { Key: { PK, SK } } },
  )
  await inParallel(chunked(requests, CHUNK), PARALLEL, (chunk) => writeChunk(chunk, deadline))
}

const writeChunk = async (chunk: Request[], deadline: number): Promise<void> => {
  let rest = chunk
  for (let attempt = 0; rest.length > 0; attempt++) {
    const command = new BatchWriteCommand({
      RequestItems: { [tableName()]: rest },
      ReturnConsumedCapacity: 'TOTAL',
    })
    const answer = await retrying(deadline, () => documentClient().send(command, endingBy(deadline)))
    count('write', answer.ConsumedCapacity)
    rest = (answer.UnprocessedItems?.[tableName()] ?? []) as Request[]
    if (rest.length > 0) await pause(deadline, attempt)
  }
}
