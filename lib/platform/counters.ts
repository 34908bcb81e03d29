import { sk, userPk } from './table/keys.ts'
import { getItem, type Item, updateItem } from './table/table.ts'

/** How many entities of each kind were added or, negative, taken away. */
export type Counts = Record<string, number>

/** A person's counters and the stream record up to which they count. */
export type Counters = { counts: Counts; upTo: string }

const BEGINNING = ''

export const readCounters = async (userId: string, deadline: number): Promise<Counters> => {
  const key = { PK: userPk(userId), SK: sk.counters() }
  const { PK: _pk, SK: _sk, upTo = BEGINNING, ...counts } = (await getItem(key, { deadline, consistent: true })) ?? {}
  return { counts: counts as Counts, upTo: String(upTo) }
}

/** Whether nothing was ever counted. */
export const isUncounted = ({ upTo }: Counters): boolean => upTo === BEGINNING

/**
 * Adds to a person's counters, once: only while they still count up to `before.upTo`, and from then on up to `upTo`.
 * Resolves to false when somebody else moved them meanwhile.
 */
export const addCounts = (userId: string, before: Counters, change: Counters, deadline: number): Promise<boolean> => {
  const names = Object.keys(change.counts)
  const added = names.map((_, i) => `#n${i} :n${i}`).join(', ')
  return unlessMoved(userId, before.upTo, deadline, {
    UpdateExpression: `SET upTo = :upTo${added && ` ADD ${added}`}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#n${i}`, name])),
    ExpressionAttributeValues: {
      ':upTo': change.upTo,
      ...Object.fromEntries(names.map((name, i) => [`:n${i}`, change.counts[name]])),
    },
  })
}

/** Sets counters to what was counted anew. Resolves to false when the stream moved them meanwhile. */
export const setCounts = (userId: string, before: Counters, counts: Counts, deadline: number): Promise<boolean> => {
  const names = [...new Set([...Object.keys(before.counts), ...Object.keys(counts)])]
  return unlessMoved(userId, before.upTo, deadline, {
    UpdateExpression: `SET upTo = :before${names.map((_, i) => `, #n${i} = :n${i}`).join('')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#n${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map((name, i) => [`:n${i}`, counts[name] ?? 0])),
  })
}

type Update = {
  UpdateExpression: string
  ExpressionAttributeNames: Record<string, string>
  ExpressionAttributeValues: Item
}

const unlessMoved = async (userId: string, upTo: string, deadline: number, update: Update): Promise<boolean> => {
  const condition = upTo === BEGINNING ? 'attribute_not_exists(upTo) OR upTo = :before' : 'upTo = :before'
  const names = Object.keys(update.ExpressionAttributeNames).length > 0 ? {} : { ExpressionAttributeNames: undefined }
  try {
    await updateItem(
      {
        Key: { PK: userPk(userId), SK: sk.counters() },
        ...update,
        ...names,
        ConditionExpression: condition,
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':before': upTo },
      },
      deadline,
    )
    return true
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error
    return false
  }
}
