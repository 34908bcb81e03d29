import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda'
import { userOf } from '../table/keys.ts'
import type { Item } from '../table/table.ts'

/** One change of one row, as the table's stream reports it. */
export type StreamRow = {
  /** Orders the changes of a partition key. Digits, padded so that strings compare as numbers do. */
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

const plainItem = (image: Record<string, AttributeValue>): Item => unmarshall(image as Parameters<typeof unmarshall>[0])
