import type { DynamoDBRecord } from 'aws-lambda'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 3_000

/** Resolves to the sequence numbers of the records that the function could not handle; all of them when it failed as a whole. */
export type Invoke = (records: DynamoDBRecord[]) => Promise<string[]>

export type Delivery = {
  invoke: Invoke
  /** How often a batch is retried before it is split in half, or given up when it is a single record. */
  retries: number
  pause: (ms: number) => Promise<void>
  /** Called with the last record that was handled or given up. */
  done: (record: DynamoDBRecord) => void
  gaveUp: (record: DynamoDBRecord) => void
  isStopping: () => boolean
}

/** The position of the first record that was not handled: from there on all are delivered again, in order, as Lambda does. */
const firstFailure = (batch: DynamoDBRecord[], failed: string[]): number => {
  const index = batch.findIndex((record) => failed.includes(record.dynamodb?.SequenceNumber ?? ''))
  return index === -1 ? (failed.length > 0 ? 0 : batch.length) : index
}

/**
 * Delivers records to a function in order, at least once, and handles failures like an event source mapping: partial
 * batch responses, bounded retries with growing pauses, bisection down to the failing record. Returns early when stopping.
 */
export const deliver = async (records: DynamoDBRecord[], delivery: Delivery): Promise<void> => {
  let start = 0
  let size = records.length
  let attempts = 0
  while (start < records.length && !delivery.isStopping()) {
    const batch = records.slice(start, start + size)
    const handled = firstFailure(batch, await delivery.invoke(batch))
    const last = batch[handled - 1]
    if (last) {
      delivery.done(last)
      start += handled
      attempts = 0
    }
    if (handled === batch.length) {
      size = records.length - start
      continue
    }
    attempts += 1
    const [poison] = records.slice(start)
    if (attempts <= delivery.retries) {
      await delivery.pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS))
    } else if (batch.length - handled > 1) {
      size = Math.ceil((batch.length - handled) / 2)
      attempts = 0
    } else if (poison) {
      delivery.gaveUp(poison)
      delivery.done(poison)
      start += 1
      size = records.length - start
      attempts = 0
    }
  }
}
