import type { DynamoDBRecord, Context as LambdaContext } from 'aws-lambda'
import { beforeAll, expect, it } from 'vitest'
import { type RowHandler, streamLambda } from '../../../lib/platform/stream/stream-lambda.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { linesOf } from '../../support/log-lines.ts'
import { documentProblems } from './emf-schema.ts'

beforeAll(() => stubEnvironment())

const record = (number: number): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(number), Keys: { PK: { S: 'USER#u' }, SK: { S: `TASK#${number}` } } },
})
const batch = { Records: [record(1), record(2)] }
const lambda = { functionName: 'lifeos-test-projections', awsRequestId: 'request-1' } as LambdaContext

it('every batch of the stream is one line with metrics', async () => {
  let done = 2
  const handle: RowHandler = async () => done
  const run = streamLambda(handle)
  const lines = await linesOf(async () => {
    await run(batch, lambda)
    done = 1
    await run(batch, lambda)
  })
  expect(lines).toMatchObject([
    {
      message: 'stream batch',
      records: 2,
      done: 2,
      Function: 'projections',
      Latency: expect.any(Number),
      ColdStarts: 1,
    },
    { message: 'stream batch', records: 2, done: 1, Function: 'projections', Latency: expect.any(Number), Errors: 1 },
  ])
  expect([lines[0]?.Errors, lines[1]?.ColdStarts]).toEqual([undefined, undefined])
  for (const line of lines) expect(documentProblems(line)).toEqual([])
})
