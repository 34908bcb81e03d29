import fc from 'fast-check'
import { expect, test } from 'vitest'
import { archiveRows, readArchive } from '../../../lib/domain/archive/archive.service.ts'
import { type ArchiveStore, decodeEvents, encodeEvents } from '../../../lib/domain/archive/archive.ts'
import type { Event } from '../../../lib/platform/events/event.ts'
import type { StreamRow } from '../../../lib/platform/stream/stream-row.ts'

const event = (n: number, at = '2026-03-01T10:00:00.000Z', actor = 'u'): Event => ({
  id: `01J${String(n).padStart(23, '0')}`,
  type: 'task.created',
  entityType: 'task',
  entityId: `t${n}`,
  version: 1,
  action: 'create',
  at,
  source: 'api',
  actor,
  requestId: 'r',
  data: { title: `${n} 🪴\n"quoted"` },
  previous: null,
  schemaVersion: 1,
})

const row = (n: number, after: object = event(n)): StreamRow => ({
  sequence: String(n).padStart(40, '0'),
  eventId: `e-${n}`,
  action: 'INSERT',
  userId: 'u',
  sk: `EVENT#${n}`,
  before: null,
  after: { PK: 'USER#u', SK: `EVENT#${n}`, ...after },
})

const memory = () => {
  const files = new Map<string, Buffer>()
  const store: ArchiveStore = {
    put: async (key, body) => void files.set(key, body),
    get: async (key) => files.get(key) ?? Buffer.alloc(0),
    list: async function* (prefix) {
      yield* [...files.keys()].filter((key) => key.startsWith(prefix)).sort()
    },
  }
  return { files, store }
}

test('events come out of a file as they went in', () => {
  const events = [event(1), event(2)]
  expect(decodeEvents(encodeEvents(events))).toEqual(events)
})

test('a batch over midnight makes a file for each day', async () => {
  const { files, store } = memory()
  await archiveRows(store, [row(1), row(2, event(2, '2026-03-02T00:00:00.000Z')), row(3)])
  expect([...files.keys()].sort()).toEqual([
    'events/v1/dt=2026-03-01/1-3-e1.ndjson.gz',
    'events/v1/dt=2026-03-02/2-2-e2.ndjson.gz',
  ])
})

test('a row that holds no event ends the batch before it, and what came before is kept', async () => {
  const { store } = memory()
  expect(await archiveRows(store, [row(1), row(2, { type: 'nonsense' }), row(3)])).toBe(1)
  expect((await readArchive(store, { userId: 'u' })).map(({ entityId }) => entityId)).toEqual(['t1'])
})

test('fields that a later version adds are kept', async () => {
  const { store } = memory()
  await archiveRows(store, [row(1, { ...event(1), device: 'phone' })])
  expect((await readArchive(store, { userId: 'u' }))[0]).toHaveProperty('device', 'phone')
})

test('whatever is delivered twice, cut and in halves, every event is read once', async () => {
  const cuts = fc.array(fc.tuple(fc.nat(19), fc.integer({ min: 1, max: 20 })), { maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(cuts, async (batches) => {
      const { store } = memory()
      const rows = Array.from({ length: 20 }, (_, i) => row(i + 1))
      for (const [start, size] of [...batches, [0, 20] as const])
        await archiveRows(store, rows.slice(start, start + size))
      const read = await readArchive(store, { userId: 'u' })
      expect(read.map(({ id }) => id).sort()).toEqual(rows.map(({ after }) => after?.id))
    }),
  )
})

test('one person is read, up to an instant, without opening later days', async () => {
  const { files, store } = memory()
  await archiveRows(store, [row(1), row(2, event(2, '2026-03-01T12:00:00.000Z')), row(3, event(3, undefined, 'other'))])
  await archiveRows(store, [row(4, event(4, '2026-03-02T00:00:00.000Z'))])
  const opened: string[] = []
  const counted: ArchiveStore = {
    ...store,
    get: (key) => {
      opened.push(key)
      return store.get(key)
    },
  }
  const read = await readArchive(counted, { userId: 'u', until: '2026-03-01T11:00:00.000Z' })
  expect(read.map(({ entityId }) => entityId)).toEqual(['t1'])
  expect(opened).toHaveLength(1)
  expect(files.size).toBe(2)
})
