import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DynamoDBRecord } from 'aws-lambda'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { handler } from '../../../functions/event-archive/handler.ts'
import { readArchive } from '../../../lib/domain/archive/archive.service.ts'
import { createTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { s3Archive } from '../../../lib/providers/archive/s3-archive.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf } from '../../support/partition.ts'
import { deliverTo, tailStream } from '../../support/stream.ts'

let stream: Awaited<ReturnType<typeof tailStream>>
beforeAll(async () => {
  stream = await tailStream()
})

const isEvent = (sk: string) => sk.startsWith('EVENT#')

/** A person with `changes` + 1 events, and their stream records. */
const personWith = async (changes: number): Promise<{ userId: string; records: DynamoDBRecord[] }> => {
  const userId = newUserId()
  const ctx = contextFor(userId)
  const { id } = await createTask(ctx, { title: 'Größe 🪴', area: 'Health', pointValue: 1.25, labels: ['a', 'b'] })
  for (let i = 0; i < changes; i++) await updateTask(ctx, id, { title: `Title ${i}` })
  return { userId, records: await stream.records(userId, changes + 1, isEvent) }
}

const eventsIn = async (userId: string) =>
  [...(await partitionOf(userId))].filter(([sk]) => isEvent(sk)).map(([, { PK: _, SK: __, ...event }]) => event)
const archived = (userId: string) => readArchive(s3Archive(), { userId })

describe('the event archive', () => {
  it('holds every event of the stream exactly as the table does', async () => {
    const { userId, records } = await personWith(3)
    expect(await deliverTo(handler, records)).toEqual([])
    expect(await archived(userId)).toEqual(await eventsIn(userId))
  })

  it('sends a checksum with every object, without which a locked bucket refuses it', async () => {
    const sent: IncomingHttpHeaders[] = []
    const server = createServer((request, response) => {
      sent.push(request.headers)
      request.resume().on('end', () => response.end())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    vi.resetModules()
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const { s3Archive: elsewhere } = await import('../../../lib/providers/archive/s3-archive.ts')
    await elsewhere().put('events/one', Buffer.from('text'))
    vi.unstubAllEnvs()
    server.close()
    expect(sent).toMatchObject([
      { 'x-amz-sdk-checksum-algorithm': 'CRC32', 'x-amz-checksum-crc32': expect.any(String) },
    ])
  })

  it('is read without repeats after batches that came twice or in part', async () => {
    const { userId, records } = await personWith(5)
    for (const batch of [records.slice(0, 4), records, records.slice(2, 5), records]) await deliverTo(handler, batch)
    expect((await archived(userId)).map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('keeps what comes before a record it cannot read, and names that record', async () => {
    const { userId, records } = await personWith(2)
    const [first, second, third] = records as [DynamoDBRecord, DynamoDBRecord, DynamoDBRecord]
    const broken = { ...second, dynamodb: { ...second.dynamodb, NewImage: { SK: { S: 'EVENT#?' } } } }
    expect(await deliverTo(handler, [first, broken, third])).toEqual([second.dynamodb?.SequenceNumber])
    expect((await archived(userId)).map(({ version }) => version)).toEqual([1])
  })

  it('fails as a whole when such a record leads the batch, so that Lambda halves it down to that record', async () => {
    const { userId, records } = await personWith(1)
    const broken = { eventName: 'INSERT', dynamodb: { SequenceNumber: '1' } } as DynamoDBRecord
    await expect(deliverTo(handler, [broken, ...records])).rejects.toThrow('record 1 cannot be handled')
    await expect(deliverTo(handler, [broken])).rejects.toThrow('record 1')
    expect(await deliverTo(handler, records)).toEqual([])
    expect(await archived(userId)).toHaveLength(2)
  })

  it('asks for the whole batch again while S3 is down', async () => {
    const { userId, records } = await personWith(1)
    const server = createServer((_, answer) => answer.writeHead(503).end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    vi.resetModules()
    const fresh = await import('../../../functions/event-archive/handler.ts')
    expect(await deliverTo(fresh.handler, records)).toEqual([records[0]?.dynamodb?.SequenceNumber])
    server.close()
    vi.unstubAllEnvs()
    expect(await archived(userId)).toEqual([])
    expect(await deliverTo(handler, records)).toEqual([])
    expect(await archived(userId)).toHaveLength(2)
  })
})
