import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { documentClient } from '../../lib/platform/table/client.ts'
import type { Item } from '../../lib/platform/table/table.ts'
import { awaiting } from './crash.ts'

type Names = Record<string, string> | undefined
type Rows = Map<string, Item>
type Input = Item & { ExpressionAttributeNames?: Names; ExpressionAttributeValues?: Item }

/** Rows of one partition key by sort key. */
export type MemoryTable = {
  rows: (pk: string) => Rows
  clear: () => void
  /** Sort keys written since the last `clear` or `forget`. */
  written: string[]
  restore: () => boolean
}

/**
 * A table in memory in place of DynamoDB, for tests of thousands of histories: the calls, conditions and expressions that this
 * project uses, each an await at which a process can die (`dyingAt`). A batch that dies is written up to some row.
 */
export const memoryTable = (random: () => number = Math.random): MemoryTable => {
  Object.assign(process.env, { STAGE: 'test', AWS_REGION: 'eu-central-1', TABLE_NAME: 'memory', LOG_LEVEL: 'silent' })
  Object.assign(process.env, { USER_POOL_ID: 'pool', USER_POOL_CLIENT_ID: 'client' })
  const partitions = new Map<string, Rows>()
  const rows = (pk: string): Rows => {
    const found = partitions.get(pk) ?? new Map<string, Item>()
    partitions.set(pk, found)
    return found
  }
  const written: string[] = []
  const store: Store = { rows, written, random }
  const client = documentClient()
  // In place of its whole middleware, which would take most of the time.
  const send = async (command: { input: object }) => {
    const answer = COMMANDS[command.constructor.name]
    if (!answer) throw new Error(`The table in memory has no ${command.constructor.name}`)
    return answer(store, command.input as Input)
  }
  Object.assign(client, { send })
  return {
    ...{ rows, written },
    clear: () => {
      partitions.clear()
      written.length = 0
    },
    restore: () => Reflect.deleteProperty(client, 'send'),
  }
}

type Store = { rows: (pk: string) => Rows; written: string[]; random: () => number }
type Command = (store: Store, input: Input) => Promise<Item>

const at = ({ rows }: Store, { PK, SK }: Item): Item | undefined => rows(String(PK)).get(String(SK))

const put = ({ rows, written }: Store, item: Item): void => {
  written.push(String(item.SK))
  rows(String(item.PK)).set(String(item.SK), JSON.parse(JSON.stringify(item)))
}

const drop = ({ rows, written }: Store, { PK, SK }: Item): void => {
  written.push(String(SK))
  rows(String(PK)).delete(String(SK))
}

const COMMANDS: Record<string, Command> = {
  GetCommand: (store, { Key }) => awaiting(async () => ({ Item: at(store, Key as Item) })),
  BatchGetCommand: (store, { RequestItems }) =>
    awaiting(async () => {
      const [table = ''] = Object.keys(RequestItems as Item)
      const { Keys } = (RequestItems as Record<string, { Keys: Item[] }>)[table] ?? { Keys: [] }
      if (Keys.length > 100) throw new Error('More than 100 keys')
      return { Responses: { [table]: Keys.flatMap((key) => at(store, key) ?? []) } }
    }),
  QueryCommand: (store, input) => awaiting(async () => query(store, input)),
  UpdateCommand: (store, input) => awaiting(async () => ({ Attributes: updated(store, input) })),
  DeleteCommand: (store, { Key }) =>
    awaiting(async () => {
      drop(store, Key as Item)
      return {}
    }),
  BatchWriteCommand: async (store, { RequestItems }) => {
    const requests = Object.values(RequestItems as Record<string, BatchRequest[]>).flat()
    if (requests.length > 25) throw new Error('More than 25 rows')
    const write = (some: BatchRequest[]) => {
      for (const one of some)
        if ('PutRequest' in one) put(store, one.PutRequest.Item)
        else drop(store, one.DeleteRequest.Key)
    }
    // In no order, as the real one: a process that dies leaves any of the rows behind.
    const mixed = requests.map((one) => ({ one, at: store.random() })).sort((a, b) => a.at - b.at)
    const cut = Math.floor(store.random() * (mixed.length + 1))
    await awaiting(async () => write(mixed.slice(0, cut).map(({ one }) => one)))
    write(mixed.slice(cut).map(({ one }) => one))
    return {}
  },
  TransactWriteCommand: (store, { TransactItems }) => awaiting(async () => transacted(store, TransactItems as Part[])),
}

type BatchRequest = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } }
type Part = Record<'Put' | 'Update' | 'Delete' | 'ConditionCheck', Input | undefined>

const query = ({ rows }: Store, input: Input): Item => {
  if (input.IndexName) throw new Error('The table in memory has no indexes')
  const { ':pk': pk, ':from': from, ':to': to } = input.ExpressionAttributeValues as Record<string, string>
  const after = (input.ExclusiveStartKey as Item | undefined)?.SK
  const keys = [...rows(String(pk)).keys()].filter((key) => key >= String(from) && key <= String(to)).sort()
  const ordered = input.ScanIndexForward === false ? keys.reverse() : keys
  const left = after === undefined ? ordered : ordered.slice(ordered.indexOf(String(after)) + 1)
  const page = left.slice(0, Number(input.Limit))
  const Items = page.map((key) => rows(String(pk)).get(key))
  return { Items, ...(page.length < left.length && { LastEvaluatedKey: { PK: pk, SK: page.at(-1) } }) }
}

const transacted = (store: Store, parts: Part[]): Item => {
  const reasons = parts.map(({ Put, Update, Delete, ConditionCheck }) => {
    const input = (Put ?? Update ?? Delete ?? ConditionCheck) as Input
    return { Code: holds(at(store, (input.Key ?? input.Item) as Item), input) ? 'None' : 'ConditionalCheckFailed' }
  })
  if (reasons.some(({ Code }) => Code !== 'None'))
    throw new TransactionCanceledException({ message: 'Cancelled', $metadata: {}, CancellationReasons: reasons })
  for (const { Put, Update, Delete } of parts) {
    if (Put) put(store, Put.Item as Item)
    if (Update) updated(store, Update)
    if (Delete) drop(store, Delete.Key as Item)
  }
  return {}
}

const updated = (store: Store, input: Input): Item => {
  const key = input.Key as Item
  const before = at(store, key)
  if (!holds(before, input))
    throw new ConditionalCheckFailedException({
      ...{ message: 'Refused', $metadata: {} },
      ...(before && { Item: marshall(before, { removeUndefinedValues: true }) }),
    })
  const item: Item = { ...key, ...before }
  const text = String(input.UpdateExpression)
  const section = (name: string) =>
    new RegExp(`\\b${name} (.*?)(?= (?:SET|REMOVE|ADD) |$)`, 's').exec(text)?.[1]?.split(/,\s*(?![^(]*\))/) ?? []
  const values = section('SET').map((one) => {
    const [path = '', value = ''] = one.split(/ = /)
    return [nameOf(path, input), operand(value, before, input)] as const
  })
  for (const [name, value] of values) item[name] = value
  for (const path of section('REMOVE')) delete item[nameOf(path, input)]
  for (const one of section('ADD')) {
    const [path = '', value = ''] = one.trim().split(' ')
    item[nameOf(path, input)] = Number(before?.[nameOf(path, input)] ?? 0) + Number(operand(value, before, input))
  }
  put(store, item)
  return at(store, key) as Item
}

const nameOf = (path: string, { ExpressionAttributeNames: names }: Input): string => names?.[path.trim()] ?? path.trim()

const operand = (text: string, item: Item | undefined, input: Input): unknown => {
  const [, path, otherwise] = /^if_not_exists\(([^,]+), *([^)]+)\)$/.exec(text.trim()) ?? []
  if (path && otherwise) return item?.[nameOf(path, input)] ?? operand(otherwise, item, input)
  const name = text.trim()
  return name.startsWith(':') ? input.ExpressionAttributeValues?.[name] : item?.[nameOf(name, input)]
}

/** Conditions joined by AND, of existence and comparison. */
const holds = (item: Item | undefined, input: Input): boolean =>
  !input.ConditionExpression ||
  String(input.ConditionExpression)
    .split(' AND ')
    .every((term) => {
      const [, not, path = ''] = /^attribute_(not_)?exists\(([^)]+)\)$/.exec(term.trim()) ?? []
      if (path) return (item?.[nameOf(path, input)] === undefined) === Boolean(not)
      const [, left = '', operator = '', right = ''] = /^(\S+) (=|<=|<|>=|>) (\S+)$/.exec(term.trim()) ?? []
      const [a, b] = [operand(left, item, input) as number, operand(right, item, input) as number]
      if (a === undefined) return false
      return { '=': a === b, '<=': a <= b, '<': a < b, '>=': a >= b, '>': a > b }[operator] ?? refuse(term)
    })

const refuse = (term: string): never => {
  throw new Error(`The table in memory does not know the condition ${term}`)
}
