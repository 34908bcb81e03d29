import type { DynamoDBRecord } from 'aws-lambda'
import { beforeAll, describe, expect, test } from 'vitest'
import { unavailable } from '../../../lib/platform/errors.ts'
import { type RowHandler, streamLambda } from '../../../lib/platform/stream/stream-lambda.ts'
import { streamRow } from '../../../lib/platform/stream/stream-row.ts'
import { stubEnvironment } from '../../support/environment.ts'

beforeAll(() => stubEnvironment({ LOG_LEVEL: 'silent' }))

const record = (number: number): DynamoDBRecord => ({
  eventID: `e${number}`,
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(number), Keys: { PK: { S: 'USER#u' }, SK: { S: `TASK#${number}` } } },
})

const run = (handle: RowHandler, records: DynamoDBRecord[]) =>
  streamLambda(handle)({ Records: records }).then(({ batchItemFailures }) =>
    batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
  )

describe('a stream function', () => {
  test('has nothing to repeat when every row is done', async () => {
    expect(await run(async (rows) => rows.length, [record(1), record(2)])).toEqual([])
    expect(await run(async (rows) => rows.length, [])).toEqual([])
  })

  test('names the first row that is not done', async () => {
    expect(await run(async () => 1, [record(1), record(2), record(3)])).toEqual(['2'])
  })

  test('handles what comes before a record that is none, and names that', async () => {
    const seen: string[] = []
    const handle: RowHandler = async (rows) => {
      seen.push(...rows.map(({ sk }) => sk))
      return rows.length
    }
    const broken = { ...record(2), dynamodb: { SequenceNumber: '2' } }
    expect(await run(handle, [record(1), broken, record(3)])).toEqual(['2'])
    expect(seen).toEqual(['TASK#1'])
  })

  test('asks for the whole batch again while a service is busy or away', async () => {
    const failures = [unavailable(), Object.assign(new Error('x'), { name: 'ThrottlingException' })]
    for (const failure of failures)
      expect(await run(() => Promise.reject(failure), [record(7), record(8)])).toEqual(['7'])
  })

  test('fails as a whole for any other reason, so that Lambda halves the batch down to its cause', async () => {
    await expect(run(() => Promise.reject(new TypeError('no such field')), [record(7), record(8)])).rejects.toThrow(
      'record 7',
    )
    await expect(run(async () => 0, [record(7)])).rejects.toThrow('record 7')
  })
})

describe('a stream record', () => {
  test('becomes a row with plain values, and sequence numbers that compare as texts', () => {
    const image = {
      PK: { S: 'USER#u' },
      n: { N: '1.5' },
      l: { L: [{ BOOL: true }, { NULL: true }] },
      m: { M: { s: { S: '' } } },
    }
    const row = streamRow({ ...record(9), dynamodb: { ...record(9).dynamodb, NewImage: image, OldImage: {} } })
    expect(row).toMatchObject({ userId: 'u', sk: 'TASK#9', before: {}, action: 'INSERT' })
    expect(row.after).toEqual({ PK: 'USER#u', n: 1.5, l: [true, null], m: { s: '' } })
    expect(row.sequence < streamRow(record(10)).sequence).toBe(true)
  })

  test('of another partition than a person’s has no person', () => {
    const keys = { Keys: { PK: { S: 'ANONYMOUS#1' }, SK: { S: 'RATE#1' } }, SequenceNumber: '1' }
    expect(streamRow({ eventName: 'INSERT', dynamodb: keys }).userId).toBeNull()
  })
})
