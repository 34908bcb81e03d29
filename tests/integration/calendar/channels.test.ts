import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/calendar-webhooks/handler.ts'
import { keepChannels } from '../../../lib/domain/calendar/channels/keep-channels.service.ts'
import { deleteConnection, updateConnection } from '../../../lib/domain/calendar/connections/connection.service.ts'
import { loadChannels, saveChannel } from '../../../lib/domain/calendar/sync/channel.repository.ts'
import { CALENDAR_CONNECTION } from '../../../lib/domain/calendar/sync/connection.kind.ts'
import { endChannels } from '../../../lib/domain/calendar/sync/end-channels.service.ts'
import { secretOf } from '../../../lib/domain/calendar/sync/oauth.ts'
import { type CalendarProvider, CalendarUnavailable, type Channel } from '../../../lib/domain/calendar/sync/provider.ts'
import { purposeOf, signedInSecretWrite } from '../../../lib/domain/calendar/sync/secret.repository.ts'
import { loadRuns } from '../../../lib/domain/calendar/sync/sync-state.repository.ts'
import { seal } from '../../../lib/platform/encryption/sealing.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { load } from '../../../lib/platform/events/mutate.ts'
import { channelOwner } from '../../../lib/platform/table/keys.ts'
import { getItem } from '../../../lib/platform/table/table.ts'
import { DAY_MS, HOUR_MS } from '../../../lib/platform/units.ts'
import { googleOAuth } from '../../../lib/providers/google/google-oauth.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { startFocusApi } from '../../support/focus-api.ts'
import { invoke } from '../../support/invoke.ts'
import { linesOf } from '../../support/log-lines.ts'
import { storeConnection } from '../../support/stored-connection.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let api: Awaited<ReturnType<typeof startFocusApi>>
beforeAll(async () => {
  process.env.LOG_LEVEL = 'info'
  api = await startFocusApi()
})
afterAll(() => api.stop())

/** A person whose calendars have channels of Google. */
const watched = async () => {
  const person = await api.newPerson()
  const { ctx, id, calendar } = person
  const opened: (Channel & { calendar: string })[] = []
  const ended: string[] = []
  const provider: CalendarProvider = {
    ...calendar.provider,
    watch: async (at, _access, name, channel) => {
      if (name === 'holidays') throw new CalendarUnavailable('http_400', 'These are not watched')
      opened.push({ ...channel, calendar: name })
      return { resource: `r${opened.length}`, expiresAt: at.now() + 7 * DAY_MS }
    },
    unwatch: async (_ctx, _access, channel) => void ended.push(channel.id),
  }
  const keep = async (later = 0) => {
    const now = () => Date.now() + later
    const connection = { ...(await load(ctx, CALENDAR_CONNECTION, id)), provider: 'google' as const }
    const access = { secret: '', zone: 'UTC', window: { from: '', to: '' } }
    await keepChannels(contextFor(ctx.userId, { now }), { connection, provider, access }, () => false)
  }
  await keep()
  const push = async ({ id: channel, token }: Channel, headers: Record<string, string> = {}) => {
    const sent = { 'x-goog-channel-id': channel, 'x-goog-channel-token': token, 'x-goog-resource-state': 'exists' }
    const { status } = await invoke(handler, 'POST', '/webhooks/google-calendar', { headers: { ...sent, ...headers } })
    return status
  }
  const runs = async () => (await loadRuns(ctx, id)).filter(({ trigger }) => trigger === 'push').length
  return { ...person, opened, ended, keep, push, runs, first: opened[0] as Channel }
}

describe('a channel', () => {
  it('is opened for each calendar that is shown, at our address, and asked for again later where it was refused', async () => {
    const { opened, keep } = await watched()
    expect(opened.map(({ calendar }) => calendar)).toEqual(['focus'])
    expect(opened[0]?.address).toMatch(/\/api\/v1\/webhooks\/google-calendar$/)
    await keep(HOUR_MS)
    expect(opened).toHaveLength(1)
  })

  it('starts a run by its push at once; the first message only says that it is open', async () => {
    const { push, runs, first, idle } = await watched()
    expect(await push(first, { 'x-goog-resource-state': 'sync' })).toBe(200)
    await idle()
    expect(await runs()).toBe(0)
    expect(await push(first)).toBe(200)
    await idle()
    expect(await runs()).toBe(1)
  })

  it('merges a burst of pushes into few runs', async () => {
    const { push, runs, first, idle } = await watched()
    const statuses = await Promise.all(Array.from({ length: 30 }, () => push(first)))
    await idle()
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(await runs()).toBeLessThanOrEqual(6)
  })

  it('is unknown under another token, another id, or none: 404, and nothing starts', async () => {
    const { push, runs, first, idle } = await watched()
    const other = `${first.id}.${'x'.repeat(43)}`
    expect(await push(first, { 'x-goog-channel-token': other })).toBe(404)
    expect(await push(first, { 'x-goog-channel-token': '' })).toBe(404)
    expect(await push(first, { 'x-goog-channel-id': '01'.padEnd(26, '0') })).toBe(404)
    await idle()
    expect(await runs()).toBe(0)
  })

  it('has its token stored as a hash only, in a row that expires', async () => {
    const { first } = await watched()
    const row = await getItem(channelOwner(first.id), { deadline: Date.now() + AMPLE_MS, consistent: true })
    expect(JSON.stringify(row)).not.toContain(first.token.slice(-43))
    expect(Number(row?.expiresAt)).toBeGreaterThan(Date.now() / 1_000)
  })

  it('is opened anew before it ends; the one before is ended and unknown', async () => {
    const { opened, ended, keep, push, first } = await watched()
    await keep(6.5 * DAY_MS)
    expect(opened).toHaveLength(2)
    expect(ended).toEqual([first.id])
    expect(await push(first)).toBe(404)
    expect(await push(opened[1] as Channel)).toBe(200)
  })

  it('is ended for a calendar that is not shown any more', async () => {
    const { ctx, id, focusCalendarId, ended, keep, push, first, idle } = await watched()
    await updateConnection(ctx, id, { calendars: [{ id: focusCalendarId, selected: false }] })
    await idle()
    await keep()
    expect(ended).toEqual([first.id])
    expect(await push(first)).toBe(404)
  })

  it('starts nothing while its connection is paused, and is forgotten with it', async () => {
    const { ctx, id, push, runs, providers, first, idle } = await watched()
    await updateConnection(ctx, id, { paused: true })
    expect(await push(first)).toBe(200)
    await idle()
    expect(await runs()).toBe(0)
    await deleteConnection(ctx, providers, id)
    expect(await push(first)).toBe(404)
    await idle()
    expect(await loadChannels(ctx, id)).toEqual([])
    expect(await getItem(channelOwner(first.id), { deadline: Date.now() + AMPLE_MS, consistent: true })).toBeNull()
  })
})

describe('channels of a connection that is removed', () => {
  it('are all ended but for those that the provider does not end, which are counted in the log', async () => {
    const ctx = contextFor(newUserId())
    const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: Date.now() + HOUR_MS, scope: '' }
    const names = { provider: 'google' as const, account: 'ann@example.com', calendars: ['a', 'b', 'c', 'd'] }
    const { id } = await storeConnection(ctx, { ...names, secret: secretOf(tokens) })
    const sealed = await seal(ctx, purposeOf(id), secretOf(tokens))
    const signedIn = signedInSecretWrite(ctx, id, { sealed, provider: 'google', account: 'ann' })
    await commit(ctx, { changes: [], writes: [signedIn], result: null })
    for (const name of names.calendars)
      await saveChannel(ctx, id, {
        calendarId: name,
        id: name,
        resource: name,
        renewAt: 0,
        endsAt: Date.now() + DAY_MS,
      })
    const asked: string[] = []
    const google: CalendarProvider = {
      ...{ listCalendars: async () => [], listChanges: async () => null, oauth: googleOAuth },
      unwatch: async (_ctx, _access, channel) => {
        asked.push(channel.id)
        if (channel.id < 'c') throw new CalendarUnavailable('http_500', 'Not now')
      },
    }
    const lines = await linesOf(() => endChannels(ctx, { google }, id))
    expect(asked).toEqual(['a', 'b', 'c', 'd'])
    expect(lines).toMatchObject([{ message: 'calendar channels not ended', channels: 2 }])
  })
})

describe('pushes of Microsoft Graph', () => {
  const outlook = (value: object[] | null, query = {}) =>
    invoke(handler, 'POST', '/webhooks/outlook', { query, ...(value && { body: { value } }) })

  it('answer the token of a validation as text', async () => {
    const answer = await outlook(null, { validationToken: 'Validation: <b>Testing</b> 1' })
    expect([answer.status, answer.raw]).toEqual([200, 'Validation: <b>Testing</b> 1'])
    expect(answer.headers['content-type']).toMatch(/^text\/plain/)
  })

  it('start one run for all that come together, and are 404 where none is known', async () => {
    const { first, runs, idle } = await watched()
    const one = { subscriptionId: 's', clientState: first.token }
    expect((await outlook([one, one, { subscriptionId: 's', clientState: 'unknown' }])).status).toBe(200)
    await idle()
    expect(await runs()).toBe(1)
    expect((await outlook([{ subscriptionId: 's', clientState: 'unknown' }])).status).toBe(404)
    expect((await outlook([{ subscriptionId: 's' }])).status).toBe(404)
    expect((await invoke(handler, 'POST', '/webhooks/outlook', { body: {} })).status).toBe(400)
  })

  it.each(['reauthorizationRequired', 'subscriptionRemoved'])(
    'that say %s have another channel opened',
    async (event) => {
      const { first, opened, keep, idle } = await watched()
      expect((await outlook([{ subscriptionId: 's', clientState: first.token, lifecycleEvent: event }])).status).toBe(
        200,
      )
      await idle()
      await keep()
      expect(opened).toHaveLength(2)
    },
  )
})
