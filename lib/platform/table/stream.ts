import type { AttributeValue, DynamoDBRecord } from 'aws-lambda'
import { userOf } from './keys.ts'
import type { Item } from './table.ts'

/** One change of one row of a person, as the table's stream tells it. */
export type StreamRow = {
  /** Orders the changes of a partition key. Digits, padded so that texts compare as numbers do. */
  sequence: string
  /** Globally unique, the same on every delivery. */
  eventId: string
  action: 'INSERT' | 'MODIFY' | 'REMOVE'
  /** Null for rows outside any person's partition. */
  userId: string | null
  sk: string
  before: Item | null
  after: Item | null
}

/** AWS documents 21 to 40 digits. */
const SEQUENCE_DIGITS = 40

/** @throws Error for a record that is not one of this table. */
export const streamRow = (record: DynamoDBRecord): StreamRow => {
  const { eventName: action, eventID: eventId = '', dynamodb } = record
  const { PK: pk, SK: sk } = dynamodb?.Keys ? plainItem(dynamodb.Keys) : {}
  if (typeof pk !== 'string' || typeof sk !== 'string' || !dynamodb?.SequenceNumber || !action)
    throw new Error('A stream record without keys or sequence number')
  return {
    sequence: dynamodb.SequenceNumber.padStart(SEQUENCE_DIGITS, '0'),
    eventId,
    action,
    userId: userOf(pk),
    sk,
    before: dynamodb.OldImage ? plainItem(dynamodb.OldImage) : null,
    after: dynamodb.NewImage ? plainItem(dynamodb.NewImage) : null,
  }
}

const plainItem = (image: Record<string, AttributeValue>): Item =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, plain(value)]))

/** The types that this project stores; what lib-dynamodb's unmarshaller does, without its client. */
const plain = (value: AttributeValue): unknown => {
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return Number(value.N)
  if (value.BOOL !== undefined) return value.BOOL
  if (value.NULL !== undefined) return null
  if (value.SS !== undefined) return new Set(value.SS)
  if (value.L !== undefined) return value.L.map(plain)
  if (value.M !== undefined) return plainItem(value.M)
  throw new Error(`An attribute of a type that is never stored: ${Object.keys(value).join()}`)
}
