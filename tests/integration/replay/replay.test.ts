import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { handler as archive } from '../../../functions/event-archive/handler.ts'
import { handler as projections } from '../../../functions/projections/handler.ts'
import { randomFrom } from '../../../infra/seed/random.ts'
import { replay } from '../../../lib/domain/archive/replay.service.ts'
import { createTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { deleteEntity } from '../../../lib/domain/trash/trash.service.ts'
import { addPoints } from '../../../lib/domain/wallet/wallet.service.ts'
import { documentClient, tableName } from '../../../lib/platform/table/client.ts'
import { userPk } from '../../../lib/platform/table/keys.ts'
import type { Item } from '../../../lib/platform/table/table.ts'
import { s3Archive } from '../../../lib/providers/archive/s3-archive.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf } from '../../support/partition.ts'
import { deliverTo, skOfRecord, tailStream } from '../../support/stream.ts'
import { randomCommand } from '../../support/task-commands.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let stream: Awaited<ReturnType<typeof tailStream>>
beforeAll(async () => {
  stream = await tailStream()
})

/** A person after random commands, with archive and counters as the stream leaves them. */
const personAfter = async (seed: number, steps = 30): Promise<string> => {
  const userId = newUserId()
  const random = randomFrom(seed)
  const ids: string[] = []
  for (let step = 0; step < steps; step++) await randomCommand(contextFor(userId), ids, random)
  await streamed(userId)
  return userId
}

const streamed = async (userId: string): Promise<void> => {
  const records = await stream.all(userId)
  await deliverTo(
    archive,
    records.filter((record) => skOfRecord(record).startsWith('EVENT#')),
  )
  await deliverTo(projections, records)
}

const replayed = (userId: string, source: 'archive' | 'table' | 'both' = 'both', until?: string) =>
  replay(s3Archive(), { userId, source, until, now: Date.now(), deadline: Date.now() + AMPLE_MS })

const put = async (userId: string, row: Item) =>
  documentClient().send(new PutCommand({ TableName: tableName(), Item: { PK: userPk(userId), ...row } }))

describe('replay', () => {
  it('finds no drift after any commands, from the table, from the archive alone, and from both', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const userId = await personAfter(seed)
      for (const source of ['table', 'archive', 'both'] as const) {
        const found = await replayed(userId, source)
        expect(found.drift, `seed ${seed}, ${source}`).toEqual([])
        expect(found.events).toBeGreaterThan(5)
      }
      expect((await replayed(userId)).notArchived).toBe(0)
    }
  })

  it('says how many events are not archived yet', async () => {
    const userId = await personAfter(3, 5)
    await createTask(contextFor(userId), { title: 'Just now', area: 'Health' })
    expect(await replayed(userId, 'both')).toMatchObject({ notArchived: 1, drift: [{ row: 'COUNTERS' }] })
  })

  it('names every row that somebody tampered with, and what is wrong with it', async () => {
    const userId = newUserId()
    const ctx = contextFor(userId)
    const parent = await createTask(ctx, { title: 'Parent', area: 'Health' })
    const child = await createTask(ctx, { title: 'Child', area: 'Health', parentTaskId: parent.id })
    await addPoints(ctx, {
      amount: 10.1,
      source: 'manual',
      description: 'Gift',
      sourceEntityType: null,
      sourceEntityId: null,
    })
    await streamed(userId)
    const rows = await partitionOf(userId)
    const row = (key: string) => rows.get(key) as Item
    const link = [...rows.keys()].find((key) => key.startsWith('LINK#')) ?? ''
    await put(userId, { ...row(`TASK#${child.id}`), title: 'Tampered', GSI1SK: '2030-01-01#x' })
    await put(userId, { ...row('WALLET'), balance: 11 })
    await put(userId, { ...row('COUNTERS'), task: 3 })
    await put(userId, { ...row(link), field: 'goalIds' })
    await put(userId, { ...row(`TASK#${child.id}`), SK: 'TASK#forged', id: 'forged' })
    await put(userId, { SK: 'DEP#a#b', field: 'dependsOnIds' })
    const { drift } = await replayed(userId)
    expect(drift.map(({ row: key, problem }) => `${key} ${problem}`).sort()).toEqual(
      [
        `TASK#${child.id} title is "Tampered", its events say "Child"`,
        `TASK#${child.id} GSI1SK is "2030-01-01#x", its events say "~#${child.id}"`,
        'WALLET balance is 11, its events say 10.1',
        'COUNTERS task is 3, its events say 2',
        `${link} field is "goalIds", its events say "parentTaskId"`,
        'TASK#forged is stored, but no event says so',
        'DEP#a#b is stored, but no event says so',
      ].sort(),
    )
  })

  it('names events that were changed, lost or slipped in', async () => {
    const userId = newUserId()
    const ctx = contextFor(userId)
    const { id } = await createTask(ctx, { title: 'One', area: 'Health' })
    await updateTask(ctx, id, { title: 'Two' })
    await streamed(userId)
    const [first, second] = [...(await partitionOf(userId)).values()].filter(({ SK }) =>
      String(SK).startsWith('EVENT#'),
    )
    await put(userId, { ...second, data: { title: 'Forged' } } as Item)
    const { drift } = await replayed(userId)
    expect(drift.map(({ row }) => row)).toContain(second?.SK)
    await put(userId, { ...(first as Item), version: 7 })
    expect((await replayed(userId, 'table')).drift[0]).toEqual({
      row: 'the log',
      problem: `task ${id}: The first event of an entity creates it`,
    })
  })

  it('shows the state of an earlier time', async () => {
    const userId = newUserId()
    let now = Date.parse('2026-01-01T00:00:00Z')
    const ctx = contextFor(userId, { now: () => now })
    const { id } = await createTask(ctx, { title: 'First', area: 'Health' })
    now = Date.parse('2026-01-02T00:00:00Z')
    await updateTask(ctx, id, { title: 'Second' })
    now = Date.parse('2026-01-03T00:00:00Z')
    await deleteEntity(ctx, TASK, id)
    await streamed(userId)
    for (const source of ['archive', 'table', 'both'] as const) {
      const at = async (until: string) => (await replayed(userId, source, until)).built
      expect(await at('2025-12-31T00:00:00.000Z')).toEqual([])
      expect(await at('2026-01-01T12:00:00.000Z')).toMatchObject([{ entity: { title: 'First' }, deleted: false }])
      expect(await at('2026-01-02T12:00:00.000Z')).toMatchObject([{ entity: { title: 'Second', version: 2 } }])
      expect(await at('2026-01-03T12:00:00.000Z')).toMatchObject([{ deleted: true }])
    }
  })
})

describe('npm run replay', () => {
  const command = async (...args: string[]) => {
    const child = spawn(process.execPath, [resolve('infra/replay.ts'), ...args], { env: process.env })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
      })
    }
    const [code] = await once(child, 'close')
    return { code, output }
  }

  it('prints a table and ends with 0 without drift and 1 with it', async () => {
    const userId = await personAfter(11)
    const good = await command('--user', userId)
    expect(good.output).toMatch(/task +\d+\n[\s\S]*events +\d+\n[\s\S]*drift none/)
    expect(good.code).toBe(0)
    await put(userId, { SK: 'TASK#forged', id: 'forged', title: 'Forged' })
    const bad = await command('--user', userId, '--source', 'table')
    expect(bad.output).toContain('! TASK#forged is stored, but no event says so')
    expect(bad.code).toBe(1)
  })

  it('writes the state of a time to a file, and says what it cannot read', async () => {
    const userId = await personAfter(12)
    const folder = mkdtempSync(join(tmpdir(), 'lifeos-replay-'))
    const out = join(folder, 'state.json')
    expect((await command('--user', userId, '--until', '2999-01-01', '--out', out)).code).toBe(0)
    expect(Object.keys(JSON.parse(readFileSync(out, 'utf8')))).toEqual(['entities', 'trash', 'wallet'])
    rmSync(folder, { recursive: true })
    expect(await command('--user', userId, '--until', 'yesterday')).toMatchObject({
      code: 2,
      output: expect.stringContaining('--until yesterday'),
    })
    expect(await command('--user', 'nobody', '--source', 'table')).toMatchObject({
      code: 2,
      output: expect.stringContaining('no events of nobody'),
    })
    expect(await command('--email', 'nobody@example.com')).toMatchObject({
      code: 2,
      output: expect.stringContaining('nobody@example.com'),
    })
  })
})
