import { isDeepStrictEqual } from 'node:util'
import { sk } from '../table/keys.ts'
import type { Change } from './change.ts'
import { ABSENT, type Condition, type Write } from './write.ts'

type Operation = Condition & { [name: string]: unknown }
type Name = 'Put' | 'Delete' | 'Update' | 'ConditionCheck'

/**
 * DynamoDB takes one operation per item, so of several on one item none may get lost: a check joins a write, and a
 * deletion followed by the arrival of another row (two entities that change places) becomes one replacement.
 * @throws Error naming the key's shape for any other pair, and for two changes of one entity.
 */
export const oneWritePerItem = (changes: Change[], writes: Write[]): Write[] => {
  const entities = new Set<string>()
  for (const { entityType, after } of changes) {
    const entity = sk.entity(entityType, after.id)
    if (entities.has(entity)) throw new Error(`A transaction changes ${shapeOf(entity)} twice`)
    entities.add(entity)
  }
  const merged = new Map<string, Write>()
  for (const write of writes) {
    const key = keyOf(write)
    const known = merged.get(key)
    const both = known ? joined(known, write) : write
    if (!both) throw new Error(`A transaction writes ${shapeOf(sortKeyOf(write))} twice`)
    merged.set(key, both)
  }
  return [...merged.values()]
}

/** Of an item: rows outside the person's partition may have sort keys alike. */
const keyOf = (write: Write): string => JSON.stringify([rowOf(write)?.PK, rowOf(write)?.SK])
const sortKeyOf = (write: Write): string => String(rowOf(write)?.SK)

const rowOf = ({ item: { Put, Delete, Update, ConditionCheck } }: Write) =>
  Put?.Item ?? (Delete ?? Update ?? ConditionCheck)?.Key

/** A key without what may be personal: its first word, and how many parts follow. */
const shapeOf = (key: string): string => key.split('#', 1)[0] + '#*'.repeat(key.split('#').length - 1)

const operationOf = ({ item }: Write): [Name, Operation] => Object.entries(item)[0] as [Name, Operation]

/** Two writes of one item as one that holds everything both ask for; null where that is impossible. */
const joined = (first: Write, second: Write): Write | null => {
  const [[was, before], [is, after]] = [operationOf(first), operationOf(second)]
  // Of equal checks the last one's refusal counts: what a service asks for comes after what its links imply.
  if (was === 'ConditionCheck' && is === 'ConditionCheck')
    return isDeepStrictEqual(conditionOf(before), conditionOf(after)) ? second : null
  if (was === 'ConditionCheck') return checked(second, first)
  if (is === 'ConditionCheck') return checked(first, second)
  const arrives = after.ConditionExpression === undefined || after.ConditionExpression === ABSENT.ConditionExpression
  if (was !== 'Delete' || is !== 'Put' || !arrives) return null
  const { ConditionExpression: _, ...put } = after
  return { item: { Put: { ...put, ...conditionOf(before) } } as Write['item'], refused: first.refused }
}

/** A write that has a condition of its own decides alone; one without takes over that of the check. */
const checked = (write: Write, check: Write): Write => {
  const [name, operation] = operationOf(write)
  if (operation.ConditionExpression) return write
  const condition = conditionOf(operationOf(check)[1])
  const names = { ...operation.ExpressionAttributeNames, ...condition.ExpressionAttributeNames }
  const values = { ...operation.ExpressionAttributeValues, ...condition.ExpressionAttributeValues }
  const item = {
    [name]: {
      ...operation,
      ...condition,
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    },
  }
  return { item, refused: check.refused }
}

const conditionOf = (operation: Operation): Condition => {
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = operation
  return {
    ...(ConditionExpression && { ConditionExpression }),
    ...(ExpressionAttributeNames && { ExpressionAttributeNames }),
    ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
  }
}
