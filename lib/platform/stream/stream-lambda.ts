import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent, Context as LambdaContext } from 'aws-lambda'
import { config } from '../config/config.ts'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { newUlid } from '../ids.ts'
import { errorFacts, log, logWithMetrics } from '../log/log.ts'
import { currentUsage, metered } from '../log/meter.ts'
import { functionLabel } from '../log/metrics.ts'
import { isTransient } from '../table/retry.ts'
import { type StreamRow, streamRow } from './stream-row.ts'

/** The parts of a context that all work for one batch shares. */
export type Delivery = Pick<Context, 'requestId' | 'deadline' | 'now' | 'newId'>

/**
 * Handles rows in order. Resolves to how many from the start are done; fewer than all means that the next one can
 * never be handled. Rejects when a repeat may help. Everything may be delivered again.
 */
export type RowHandler = (rows: StreamRow[], delivery: Delivery) => Promise<number>

/** Time reserved before Lambda's own timeout, in milliseconds. */
const RESERVE_MS = 1_000

/** The entry point of a Lambda that reads the table's stream, with ReportBatchItemFailures. */
export const streamLambda = (handle: RowHandler) => {
  let first = true
  return (event: DynamoDBStreamEvent, lambda?: LambdaContext): Promise<DynamoDBBatchResponse> =>
    metered(async () => {
      const started = performance.now()
      const delivery = deliveryOf(lambda)
      const done = await handled(event.Records, handle, delivery)
      writeLine(lambda, delivery, { records: event.Records.length, done, ms: performance.now() - started, first })
      first = false
      const next = event.Records[Math.max(done, 0)]
      if (!next) return { batchItemFailures: [] }
      // After an error Lambda halves the batch, which isolates the record that cannot be handled; a partial answer would not.
      if (done === 0) throw new Error(`Stream record ${next.dynamodb?.SequenceNumber} cannot be handled`)
      return { batchItemFailures: [{ itemIdentifier: next.dynamodb?.SequenceNumber ?? '' }] }
    })
}

const deliveryOf = (lambda?: LambdaContext): Delivery => ({
  now: Date.now,
  newId: newUlid,
  requestId: lambda?.awsRequestId ?? 'stream',
  deadline: Date.now() + (lambda?.getRemainingTimeInMillis?.() ?? 10_000) - RESERVE_MS,
})

/**
 * How many records are done, or RETRY when the whole batch should be delivered again. An error with any other cause than a
 * busy or unreachable service counts as none done, so that halving the batch finds the record that causes it.
 */
const handled = async (records: DynamoDBRecord[], handle: RowHandler, delivery: Delivery): Promise<number> => {
  try {
    const rows = readable(records)
    return rows.length > 0 ? await handle(rows, delivery) : 0
  } catch (error) {
    log('error', 'stream batch failed', { requestId: delivery.requestId, ...errorFacts(error) })
    return isPassing(error) ? RETRY : 0
  }
}

const RETRY = -1

const isPassing = (error: unknown): boolean =>
  isTransient(error) || (error instanceof AppError && (error.status === 503 || error.status === 409))

/** The rows before the first record that is not a row of this table. */
const readable = (records: DynamoDBRecord[]): StreamRow[] => {
  const rows: StreamRow[] = []
  for (const record of records) {
    try {
      rows.push(streamRow(record))
    } catch {
      break
    }
  }
  return rows
}

type Batch = { records: number; done: number; ms: number; first: boolean }

const writeLine = (lambda: LambdaContext | undefined, { requestId }: Delivery, batch: Batch): void => {
  const { records, done, ms, first } = batch
  logWithMetrics(
    'info',
    'stream batch',
    { requestId, records, done, ms: Math.round(ms), ...currentUsage() },
    { Function: functionLabel(lambda?.functionName, config().STAGE) },
    { Latency: ms, Errors: Number(done < records), ColdStarts: Number(first) },
  )
}
