import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertEvent } from '../../../infra/local/fake-google/write-event.ts'
import { loadMirrored } from '../../../lib/domain/calendar/sync/mirror.repository.ts'
import { syncConnection } from '../../../lib/domain/calendar/sync/sync.service.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { oauthOf } from '../../support/google-table.ts'
import { ACCESS, ADA, googleWorld } from '../../support/google-world.ts'
import { storeConnection } from '../../support/stored-connection.ts'

const EVENTS = 12
const PAGE = 2
/** More than an invocation takes before it leaves the rest to another one. */
const SLICE_MS = 11_000

const storage = new AsyncLocalStorage<number>()
/** The invocation of each batch that was written, in order. */
const writers: number[] = []

beforeAll(() => {
  documentClient().middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const invocation = storage.getStore()
        if (commandName === 'BatchWriteItemCommand' && invocation !== undefined) writers.push(invocation)
        return next(args)
      },
    { step: 'initialize', name: 'writers' },
  )
})
afterAll(() => documentClient().middlewareStack.remove('writers'))

it('runs of a calendar with many pages, each in several invocations, never interleave: each page is asked for and stored once', async () => {
  let clock = Date.now()
  const world = googleWorld({ now: () => clock, pageSize: () => PAGE })
  for (let i = 0; i < EVENTS; i++) {
    const at = (hour: number) => ({ dateTime: new Date(clock + hour * 3_600_000).toISOString(), timeZone: 'UTC' })
    insertEvent(world.writer(), { summary: `Event ${i}`, start: at(i), end: at(i + 1) })
  }
  const userId = newUserId()
  const account = { provider: 'google', account: ADA, secret: ACCESS.secret, calendars: [ADA] } as const
  const { id } = await storeConnection(contextFor(userId), account)
  const google: typeof world.provider = {
    ...world.provider,
    listChanges: async (...asked) => {
      const page = await world.provider.listChanges(...asked)
      clock += SLICE_MS
      return page
    },
  }
  const providers = { google: { ...google, oauth: oauthOf(() => true) } }
  let invocations = 0
  const outcomes: string[] = []
  const worker = async () => {
    // However often the connection is taken: how fast the table answers decides that.
    for (;;) {
      invocations += 1
      const ctx = contextFor(userId, { source: 'cron', now: () => clock, deadline: clock + 3_600_000 })
      const outcome = await storage.run(invocations, () => syncConnection(ctx, providers, id, 'schedule'))
      outcomes.push(outcome)
      if (outcome === 'done') return
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  const pages = world.asked.map(({ query }) => query.pageToken ?? (query.syncToken ? 'increment' : 'first'))
  const full = pages.filter((page) => page !== 'increment')
  expect(full).toEqual(['first', ...full.slice(1)])
  expect([new Set(full).size, full.length]).toEqual([EVENTS / PAGE, EVENTS / PAGE])
  expect(pages.slice(0, full.length)).toEqual(full)
  const turns = writers.filter((writer, i) => writer !== writers[i - 1])
  expect(turns).toEqual([...new Set(turns)])
  expect(outcomes).toEqual(expect.arrayContaining(['busy', 'goesOn', 'done']))
  const stored = await loadMirrored(contextFor(userId), id)
  expect([...stored.values()].map(({ rows }) => [...rows.values()].flat().length)).toEqual(Array(EVENTS).fill(1))
})
