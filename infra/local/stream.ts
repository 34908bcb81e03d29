import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DynamoDBRecord } from 'aws-lambda'
import { parse } from 'yaml'
import * as z from 'zod'
import { invokeFunction } from './invoke.ts'
import { deliver, type Invoke } from './stream-delivery.ts'
import { matchesFilter } from './stream-filter.ts'
import { openStream, type StreamSource } from './stream-source.ts'

const IDLE_MS = 100
const MOST_RETRIES = 3 // AWS retries for hours; a developer wants to read the error and go on

const Stream = z.object({
  type: z.literal('dynamodb'),
  batchSize: z.number().default(100),
  maximumRetryAttempts: z.number().default(MOST_RETRIES),
  filterPatterns: z.array(z.record(z.string(), z.unknown())).optional(),
})
const Functions = z.record(
  z.string(),
  z.object({ events: z.array(z.object({ stream: Stream.optional() })).optional() }),
)
const Positions = z.record(z.string(), z.record(z.string(), z.string()))

export type Consumer = { name: string } & Omit<z.infer<typeof Stream>, 'type'>

/** The functions that read the table's stream, from the same generated file the deployment uses. */
export const readConsumers = (root: string): Consumer[] => {
  const functions = Functions.parse(parse(readFileSync(resolve(root, 'infra/generated/functions.yml'), 'utf8')) ?? {})
  return Object.entries(functions).flatMap(([name, { events }]) =>
    (events ?? []).flatMap(({ stream }) => (stream ? [{ name, ...stream }] : [])),
  )
}

/** The last sequence number that each function has handled, by shard. Written after each batch, so that a restart continues there. */
const openCheckpoint = (file: string) => {
  const positions = existsSync(file) ? Positions.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
  return {
    get: (consumer: string, shard: string): string | undefined => positions[consumer]?.[shard],
    set: (consumer: string, shard: string, sequence: string): void => {
      positions[consumer] = { ...positions[consumer], [shard]: sequence }
      writeFileSync(`${file}.new`, JSON.stringify(positions))
      renameSync(`${file}.new`, file)
    },
  }
}

const checkpointFile = (directory: string): string => resolve(directory, 'stream.json')

/** The last sequence number that all functions have handled; records up to it may be trimmed. 0 when one has handled none. */
export const deliveredUpTo = (directory: string, consumers: Consumer[]): number => {
  const file = checkpointFile(directory)
  if (!existsSync(file) || consumers.length === 0) return 0
  const positions = Positions.parse(JSON.parse(readFileSync(file, 'utf8')))
  return Math.min(...consumers.flatMap(({ name }) => Object.values(positions[name] ?? { none: '0' }).map(Number)))
}

const Answer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).optional() }).nullish()

/** Hands a batch to a function. When it does not answer, or not as it should, the whole batch counts as failed. */
const invoker = (invokeUrl: string, name: string, arn: string): Invoke => {
  return async (records) => {
    try {
      const event = { Records: records.map((record) => ({ ...record, eventSourceARN: arn })) }
      const answer = Answer.parse(await invokeFunction(invokeUrl, name, event))
      return (answer?.batchItemFailures ?? []).map((failure) => failure.itemIdentifier)
    } catch {
      return records.map((record) => record.dynamodb?.SequenceNumber ?? '') // e.g. while the gateway is restarting
    }
  }
}

export type StreamOptions = {
  root: string
  directory: string
  endpoint: string
  table: string
  invokeUrl: string
  report: (message: string) => void
}

/** Delivers records to the stream functions until stopped; calls in flight are finished first. */
export const startStream = async (options: StreamOptions): Promise<() => Promise<void>> => {
  const source = await openStream(options.endpoint, options.table)
  const checkpoint = openCheckpoint(checkpointFile(options.directory))
  const stopping = new AbortController()
  const pause = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms)
      stopping.signal.addEventListener('abort', () => done(clearTimeout(timer)), { once: true })
    })
  const isStopping = () => stopping.signal.aborted
  const loops = readConsumers(options.root).map(async (consumer) => {
    const readers = new Map<string, Reader>()
    while (!isStopping()) {
      const found = await follow(readers, { ...options, source, checkpoint, consumer, pause, isStopping }).catch(
        (error) => {
          if (!isStopping()) options.report(`The stream of ${consumer.name}: ${error.message}`)
          readers.clear()
          return pause(1_000).then(() => 0)
        },
      )
      if (found === 0) await pause(IDLE_MS)
    }
  })
  return async () => {
    stopping.abort()
    await Promise.all(loops)
  }
}

type Context = StreamOptions & {
  source: StreamSource
  checkpoint: ReturnType<typeof openCheckpoint>
  consumer: Consumer
  pause: (ms: number) => Promise<void>
  isStopping: () => boolean
}

/** Reads and delivers once. Resolves to the number of records, undefined at the end of a closed shard. */
type Reader = () => Promise<number | undefined>

/** One round over the shards of a consumer. Resolves to the number of records. */
const follow = async (readers: Map<string, Reader>, context: Context): Promise<number> => {
  if (readers.size === 0) {
    for (const shard of await context.source.shards()) readers.set(shard, shardReader(shard, context))
  }
  let found = 0
  for (const [shard, read] of readers) {
    const count = await read()
    if (count === undefined) readers.delete(shard)
    else found += count
  }
  return found
}

const shardReader = (shard: string, context: Context): Reader => {
  const { source, checkpoint, consumer, report, pause, isStopping } = context
  const invoke = invoker(context.invokeUrl, consumer.name, source.arn)
  const save = (record: DynamoDBRecord) => checkpoint.set(consumer.name, shard, record.dynamodb?.SequenceNumber ?? '')
  const gaveUp = (record: DynamoDBRecord) =>
    report(`${consumer.name} could not handle stream record ${record.dynamodb?.SequenceNumber}; it is skipped`)
  const patterns = consumer.filterPatterns
  const wanted = (record: DynamoDBRecord) => !patterns || patterns.some((pattern) => matchesFilter(record, pattern))
  const retries = Math.min(
    consumer.maximumRetryAttempts < 0 ? MOST_RETRIES : consumer.maximumRetryAttempts,
    MOST_RETRIES,
  )
  let place: string | undefined
  return async () => {
    place ??= await source.seek(shard, checkpoint.get(consumer.name, shard))
    const { records, next } = await source.read(place, consumer.batchSize)
    await deliver(records.filter(wanted), { invoke, retries, pause, done: save, gaveUp, isStopping })
    if (isStopping()) return 0
    const last = records.at(-1)
    if (last) save(last)
    place = next
    return next === undefined ? undefined : records.length
  }
}
