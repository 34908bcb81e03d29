import type { DynamoDBRecord } from 'aws-lambda'
import * as z from 'zod'

const Streams = z.object({ Streams: z.array(z.object({ StreamArn: z.string() })) })
const Description = z.object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) })
const Iterator = z.object({ ShardIterator: z.string() })
const Page = z.object({ Records: z.array(z.unknown()), NextShardIterator: z.string().nullish() })

// Local databases check that a request is signed, not by whom.
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0'

/**
 * One call of the streams API. Plain HTTP instead of the SDK, because the wire form of a record is the form in which
 * Lambda passes it to a function.
 */
const call = async <T>(endpoint: string, operation: string, input: object, answer: z.ZodType<T>): Promise<T> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: AUTHORIZATION,
    },
    body: JSON.stringify(input),
  })
  const body = await response.text()
  if (!response.ok) throw new Error(`${operation}: ${body}`)
  return answer.parse(JSON.parse(body))
}

export type StreamSource = {
  arn: string
  shards: () => Promise<string[]>
  /** A shard iterator: right after a sequence number, or at the oldest record. */
  seek: (shard: string, after: string | undefined) => Promise<string>
  /** A shard iterator at the next record to be written. */
  end: (shard: string) => Promise<string>
  /** `next` is undefined at the end of a closed shard. */
  read: (place: string, limit: number) => Promise<{ records: DynamoDBRecord[]; next: string | undefined }>
}

/** The stream of a table. @throws Error when the table has none. */
export const openStream = async (endpoint: string, table: string): Promise<StreamSource> => {
  const { Streams: streams } = await call(endpoint, 'ListStreams', { TableName: table }, Streams)
  const arn = streams.at(-1)?.StreamArn
  if (!arn) throw new Error(`The table ${table} has no stream`)
  const place = async (shard: string, from: object): Promise<string> =>
    (await call(endpoint, 'GetShardIterator', { StreamArn: arn, ShardId: shard, ...from }, Iterator)).ShardIterator
  return {
    arn,
    shards: async () => {
      const { StreamDescription } = await call(endpoint, 'DescribeStream', { StreamArn: arn }, Description)
      return StreamDescription.Shards.map((shard) => shard.ShardId)
    },
    seek: (shard, after) =>
      place(shard, after ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } : OLDEST),
    end: (shard) => place(shard, { ShardIteratorType: 'LATEST' }),
    read: async (place, limit) => {
      const page = await call(endpoint, 'GetRecords', { ShardIterator: place, Limit: limit }, Page)
      return { records: page.Records as DynamoDBRecord[], next: page.NextShardIterator ?? undefined }
    },
  }
}

const OLDEST = { ShardIteratorType: 'TRIM_HORIZON' }
