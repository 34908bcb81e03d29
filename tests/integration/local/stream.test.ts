import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTable, dropTable } from '../../../infra/local/dynamodb.ts'
import { deliveredUpTo, readConsumers, startStream } from '../../../infra/local/stream.ts'
import { properties, readTemplate } from '../../../infra/local/template.ts'
import { cloudVariable, eventually, newUserId } from '../../support/cloud.ts'
import { BUSY_MS } from '../../support/timing.ts'

const endpoint = cloudVariable('AWS_ENDPOINT_URL_DYNAMODB')
const table = `lifeos-stream-${newUserId()}` // of its own: others write a lot into the shared one
const database = new DynamoDBClient()
const put = (PK: string, SK: string) =>
  database.send(new PutItemCommand({ TableName: table, Item: { PK: { S: PK }, SK: { S: SK } } }))

beforeAll(() => createTable(endpoint, table, properties(readTemplate('local'), 'Table', 'AWS::DynamoDB::Table')))
afterAll(() => dropTable(endpoint, table))

/** A project with one stream function that wants the items of one user, and the Lambda endpoint it is invoked at. */
const project = async (user: string, fails: (sortKey: string) => boolean = () => false) => {
  const root = mkdtempSync(join(tmpdir(), 'lifeos-stream-'))
  mkdirSync(join(root, 'infra/generated'), { recursive: true })
  const stream = { type: 'dynamodb', batchSize: 100, filterPatterns: [{ dynamodb: { Keys: { PK: { S: [user] } } } }] }
  writeFileSync(
    join(root, 'infra/generated/functions.yml'),
    JSON.stringify({ 'event-archive': { events: [{ stream }] } }),
  )
  const seen: { sortKey: string; at: number }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { Records } = JSON.parse(body) as DynamoDBStreamEvent
    expect(request.url).toBe('/2015-03-31/functions/lifeos-local-event-archive/invocations')
    const failed = Records.filter((record) => fails(record.dynamodb?.Keys?.SK?.S ?? '')).slice(0, 1)
    const last = failed[0] ? Records.indexOf(failed[0]) : Records.length
    for (const record of Records.slice(0, last)) {
      seen.push({ sortKey: record.dynamodb?.Keys?.SK?.S ?? '', at: performance.now() })
    }
    const batchItemFailures = failed.map((record) => ({ itemIdentifier: record.dynamodb?.SequenceNumber }))
    response.end(JSON.stringify({ batchItemFailures }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const reports: string[] = []
  const start = () =>
    startStream({
      root,
      directory: root,
      endpoint,
      table,
      invokeUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      report: (message) => reports.push(message),
    })
  const close = () => {
    server.closeAllConnections()
    server.close()
    rmSync(root, { recursive: true })
  }
  return { root, start, seen, reports, close }
}

test('a change reaches the function soon, in order and once', async () => {
  const user = newUserId()
  const { start, seen, close } = await project(user)
  const stop = await start()
  await put(user, 'FIRST')
  await eventually('the first record', () => seen.length > 0 || undefined)
  const delays: number[] = []
  for (let count = 0; count < 9; count += 1) {
    const since = performance.now()
    await put(user, `ITEM#${count}`)
    const { at } = await eventually('the record', () => seen.find(({ sortKey }) => sortKey === `ITEM#${count}`))
    delays.push(at - since)
  }
  await stop()
  expect(delays.sort((a, b) => a - b)[4]).toBeLessThan(BUSY_MS)
  expect(seen.map(({ sortKey }) => sortKey)).toEqual(['FIRST', ...Array.from({ length: 9 }, (_, n) => `ITEM#${n}`)])
  close()
})

test('a record that cannot be handled is retried, reported and skipped; the others arrive', async () => {
  const user = newUserId()
  const { start, seen, reports, close } = await project(user, (sortKey) => sortKey === 'POISON')
  for (const sortKey of ['A', 'POISON', 'B']) await put(user, sortKey)
  const stop = await start()
  await eventually('the record behind the poison', () => seen.some(({ sortKey }) => sortKey === 'B') || undefined)
  await stop()
  expect(seen.map(({ sortKey }) => sortKey)).toEqual(['A', 'B'])
  expect(reports).toEqual([expect.stringMatching(/^event-archive could not handle stream record \d+; it is skipped$/)])
  close()
})

test('a restart goes on behind the checkpoint, and what it says is delivered may be trimmed', async () => {
  const user = newUserId()
  const { root, start, seen, close } = await project(user)
  expect(deliveredUpTo(root, readConsumers(root))).toBe(0)
  const stop = await start()
  await put(user, 'BEFORE')
  await eventually('the first record', () => seen.length === 1 || undefined)
  await stop()
  const delivered = deliveredUpTo(root, readConsumers(root))
  expect(delivered).toBeGreaterThan(0)
  await put(user, 'BETWEEN')
  const stopAgain = await start()
  await eventually('the second record', () => seen.length === 2 || undefined)
  await stopAgain()
  expect(seen.map(({ sortKey }) => sortKey)).toEqual(['BEFORE', 'BETWEEN'])
  expect(deliveredUpTo(root, readConsumers(root))).toBeGreaterThan(delivered)
  close()
})
