import type { DynamoDBRecord } from 'aws-lambda'
import { openStream } from '../../infra/local/stream-source.ts'
import { sk, userPk } from '../../lib/platform/table/keys.ts'
import { cloudVariable, eventually } from './cloud.ts'
import { partitionOf } from './partition.ts'

/** What Lambda's mapping would hand over from now on, read from the table's real stream. */
export const tailStream = async () => {
  const source = await openStream(cloudVariable('AWS_ENDPOINT_URL_DYNAMODB'), cloudVariable('TABLE_NAME'))
  const shards = await source.shards()
  const places = new Map(await Promise.all(shards.map(async (shard) => [shard, await source.end(shard)] as const)))
  const seen: DynamoDBRecord[] = []
  const pull = async (): Promise<void> => {
    for (const [shard, place] of places) {
      const { records, next } = await source.read(place, 1_000)
      if (next) places.set(shard, next)
      seen.push(...records)
    }
  }
  const records = (userId: string, count: number, keep: (sk: string) => boolean = () => true) =>
    eventually(`${count} stream records`, async () => {
      await pull()
      const own = seen.filter((record) => isOf(record, userId) && keep(skOfRecord(record)))
      return own.length >= count ? own : undefined
    })
  const isEvent = (row: string) => row.startsWith(sk.events())
  return {
    /** A person's records so far, in order, once there are at least `count`. */
    records,
    /** All of a person's records: the partition says how many events there are, and the last event's is among them. */
    all: async (userId: string) => {
      await records(userId, [...(await partitionOf(userId)).keys()].filter(isEvent).length, isEvent)
      return records(userId, 1)
    },
  }
}

const isOf = (record: DynamoDBRecord, userId: string): boolean => record.dynamodb?.Keys?.PK?.S === userPk(userId)

export const skOfRecord = (record: DynamoDBRecord): string => record.dynamodb?.Keys?.SK?.S ?? ''

/** Calls a stream function as Lambda would. Sequence numbers that it reports as not handled. */
export const deliverTo = async (handler: unknown, records: DynamoDBRecord[]): Promise<string[]> => {
  type Answer = { batchItemFailures: { itemIdentifier: string }[] }
  const answer = await (handler as (event: { Records: DynamoDBRecord[] }) => Promise<Answer>)({ Records: records })
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}
