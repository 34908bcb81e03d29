import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import type { TransactWriteCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb'
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { chunked } from '../batches.ts'
import { count } from '../log/meter.ts'
import { documentClient, endingBy, tableName } from './client.ts'
import type { Key } from './keys.ts'
import { pause, retrying } from './retry.ts'

export type Item = Record<string, unknown>
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/** Reads may be eventually consistent unless the result decides a write. */
type ReadOptions = { deadline: number; consistent?: boolean }

/** One item, or null. 0.5 read units per 4 KB, 1 when consistent. */
export const getItem = async (key: Key, { deadline, consistent = false }: ReadOptions): Promise<Item | null> => {
  const command = new GetCommand({
    TableName: tableName(),
    Key: key,
    ConsistentRead: consistent,
    ReturnConsumedCapacity: 'TOTAL',
  })
  const answer = await retrying(deadline, () => documentClient().send(command, endingBy(deadline)))
  count('read', answer.ConsumedCapacity)
  return answer.Item && !expired(answer.Item) ? answer.Item : null
}

/** The items that exist, in the order of `keys`; 100 a round trip, chunks in parallel. */
export const getItems = async (keys: Key[], { deadline, consistent = false }: ReadOptions): Promise<Item[]> => {
  const found = new Map<string, Item>()
  const chunks: Item[][] = chunked(keys, 100)
  const readChunk = async (chunk: Item[]) => {
    let rest: Item[] | undefined = chunk
    for (let attempt = 0; rest?.length; attempt++) {
      if (attempt > 0) await pause(deadline, attempt)
      const RequestItems: Record<string, { Keys: Item[]; ConsistentRead: boolean }> = {
        [tableName()]: { Keys: rest, ConsistentRead: consistent },
      }
      const command = new BatchGetCommand({ RequestItems, ReturnConsumedCapacity: 'TOTAL' })
      const answer = await retrying(deadline, () => documentClient().send(command, endingBy(deadline)))
      count('read', answer.ConsumedCapacity)
      for (const item of answer.Responses?.[tableName()] ?? [])
        if (!expired(item)) found.set(`${item.PK}\n${item.SK}`, item)
      rest = answer.UnprocessedKeys?.[tableName()]?.Keys
    }
  }
  await Promise.all(chunks.map(readChunk))
  return keys.map(({ PK, SK }) => found.get(`${PK}\n${SK}`)).filter((item) => item !== undefined)
}

export type Range = {
  pk: string
  /** Inclusive bounds of the sort key. */
  from: string
  to: string
  descending?: boolean
  limit: number
  /** The sort key after which to go on. */
  after?: Item | undefined
  index?: 'GSI1' | 'GSI3'
}

/** What every query of a range says: its key condition, and how many items it may look at. */
const rangeInput = (range: Range) => {
  const [pk, sk] = range.index ? [`${range.index}PK`, `${range.index}SK`] : ['PK', 'SK']
  return {
    TableName: tableName(),
    ...(range.index && { IndexName: range.index }),
    KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#pk': pk, '#sk': sk },
    ExpressionAttributeValues: { ':pk': range.pk, ':from': range.from, ':to': range.to },
    Limit: range.limit,
    ReturnConsumedCapacity: 'TOTAL' as const,
  }
}

/** One page of a range in key order. `next` is where to go on, or undefined at the end. Never a Scan. */
export const queryPage = async (
  range: Range,
  { deadline, consistent = false }: ReadOptions,
): Promise<{ items: Item[]; next: Item | undefined }> => {
  const command = new QueryCommand({
    ...rangeInput(range),
    ScanIndexForward: !range.descending,
    ExclusiveStartKey: range.after,
    ConsistentRead: range.index ? false : consistent,
  })
  const answer = await retrying(deadline, () => documentClient().send(command, endingBy(deadline)))
  count('read', answer.ConsumedCapacity)
  return { items: (answer.Items ?? []).filter((item) => !expired(item)), next: answer.LastEvaluatedKey }
}

/** How many items a range has, or null when they are more than one query can count (1 MB, or the range's limit). */
export const countRange = async (range: Range, { deadline }: ReadOptions): Promise<number | null> => {
  const command = new QueryCommand({
    ...rangeInput(range),
    Select: 'COUNT',
  })
  const answer = await retrying(deadline, () => documentClient().send(command, endingBy(deadline)))
  count('read', answer.ConsumedCapacity)
  return answer.LastEvaluatedKey ? null : (answer.Count ?? 0)
}

/** Every item of a range, page after page; for ranges that are small by nature. */
export const queryAll = async (range: Omit<Range, 'limit' | 'after'>, options: ReadOptions): Promise<Item[]> => {
  const items: Item[] = []
  let after: Item | undefined
  do {
    const page = await queryPage({ ...range, limit: 1_000, after }, options)
    items.push(...page.items)
    after = page.next
  } while (after)
  return items
}

/** One atomic write of up to 100 items, once: retries belong to whoever knows what a repeat means (commit.ts). */
export const transactWrite = async (TransactItems: TransactItem[], deadline: number): Promise<void> => {
  const answer = await documentClient().send(
    new TransactWriteCommand({ TransactItems, ReturnConsumedCapacity: 'TOTAL' }),
    endingBy(deadline),
  )
  count('write', answer.ConsumedCapacity)
}

/** A single update of something that is not a person's entity (a rate window, a counter). Returns the new item. */
export const updateItem = async (input: Omit<UpdateCommandInput, 'TableName'>, deadline: number): Promise<Item> => {
  const command = new UpdateCommand({
    ...input,
    TableName: tableName(),
    ReturnValues: 'ALL_NEW',
    ReturnConsumedCapacity: 'TOTAL',
  })
  const answer = await retrying(deadline, () => documentClient().send(command, endingBy(deadline)))
  count('write', answer.ConsumedCapacity)
  return answer.Attributes ?? {}
}

/** Deletes a single row that is no entity. May be repeated. */
export const deleteItem = async (key: Key, deadline: number): Promise<void> => {
  const command = new DeleteCommand({ TableName: tableName(), Key: key, ReturnConsumedCapacity: 'TOTAL' })
  const answer = await retrying(deadline, () => documentClient().send(command, endingBy(deadline)))
  count('write', answer.ConsumedCapacity)
}

type Conditional = Omit<UpdateCommandInput, 'TableName' | 'ConditionExpression'> & { ConditionExpression: string }

/**
 * An update whose condition is expected to fail at times. Resolves to the new item when it was made, otherwise to the item as
 * it is (empty when there is none), without another read.
 */
export const tryUpdate = async (input: Conditional, deadline: number): Promise<{ done: boolean; item: Item }> => {
  try {
    return {
      done: true,
      item: await updateItem({ ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }, deadline),
    }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return { done: false, item: unmarshall(error.Item ?? {}) }
  }
}

/** TTL deletes late (up to days), so what has expired is treated as gone on every read. */
const expired = (item: Item): boolean => typeof item.expiresAt === 'number' && item.expiresAt * 1_000 <= Date.now()
