import type { EventContent } from '../../lib/domain/calendar/event-content.ts'
import {
  type CalendarProvider,
  CalendarUnavailable,
  type ProviderEvent,
  type PushChange,
} from '../../lib/domain/calendar/sync/provider.ts'
import { awaiting } from './crash.ts'

type Remote = ProviderEvent & { rev: number; isGone: boolean }

const BLANK: EventContent = {
  ...{ title: 'Event', notes: null, location: null, start: '', end: '', allDay: false, timeZone: 'UTC', rrule: null },
  ...{ cancelled: [], changed: {}, attendees: [], conferenceUrl: null, busy: true, status: 'confirmed' },
}

/** A provider that holds two calendars, one of them only to be read. Each of its answers is something that a run may die at. */
export const memoryCalendar = () => {
  const events = new Map<string, Remote>()
  let rev = 0
  const memory = {
    events,
    writes: [] as string[],
    /** Whether its events have etags, as they have not on every server. */
    hasVersions: true,
    refuse: null as CalendarUnavailable | null,
    /** What happens there just before a write arrives. */
    before: null as (() => void) | null,
    /** A person changes an event there. */
    put: (externalId: string, content: Partial<EventContent>, calendar = 'focus') => {
      rev += 1
      const known = events.get(externalId)
      const own = { calendar, externalId, recurrenceId: null, ref: null, taskId: null, ...BLANK, ...known, ...content }
      events.set(externalId, { ...own, etag: `"${rev}"`, rev, isGone: false })
    },
    remove: (externalId: string) => {
      const known = events.get(externalId)
      rev += 1
      if (known) events.set(externalId, { ...known, rev, isGone: true })
    },
    /** "title start end" of what is there, by start. */
    shown: () =>
      [...events.values()]
        .filter(({ isGone }) => !isGone)
        .map(({ title, start, end }) => `${title} ${start.slice(0, 16)} ${end.slice(0, 16)}`)
        .sort(),
    of: (taskId: string) => [...events.values()].filter((one) => one.taskId === taskId && !one.isGone),
  }
  const answer = (externalId: string): ProviderEvent => {
    const { rev: _, isGone: __, ...event } = events.get(externalId) as Remote
    return memory.hasVersions ? event : { ...event, etag: null }
  }
  const write = (change: PushChange): ProviderEvent | null => {
    memory.before?.()
    memory.before = null
    if (memory.refuse) throw memory.refuse
    const id = change.type === 'create' ? change.id : change.externalId
    const known = events.get(id)
    const isThere = known && !known.isGone
    if (change.type === 'create') {
      if (isThere) return answer(id)
      memory.put(id, change.content, change.calendar)
      events.set(id, { ...(events.get(id) as Remote), taskId: change.taskId })
    } else if (change.type === 'update') {
      if (!isThere) throw new CalendarUnavailable('not_found', 'It is not there')
      if (change.etag !== null && change.etag !== known.etag)
        throw new CalendarUnavailable('conflict', 'It has changed')
      memory.put(id, change.content)
    } else {
      if (isThere && change.etag !== null && change.etag !== known.etag)
        throw new CalendarUnavailable('conflict', 'It has changed')
      if (!isThere) return null
      memory.remove(id)
    }
    memory.writes.push(change.type)
    return change.type === 'delete' ? null : answer(id)
  }
  const calendar = (externalId: string, canWrite: boolean) => ({
    ...{ externalId, name: externalId, color: null, timeZone: 'UTC', canWrite },
  })
  const calendars = [calendar('focus', true), calendar('holidays', false)]
  const provider: CalendarProvider = {
    login: async () => ({ secret: 'secret', account: 'ada', calendars }),
    listCalendars: async () => calendars,
    listChanges: (_ctx, _access, name, cursor) =>
      awaiting(async () => {
        const since = Number(cursor ?? -1)
        const all = [...events.values()].filter((one) => one.calendar === name && one.rev > since)
        return {
          mode: cursor === null ? 'full' : 'incremental',
          isComplete: true,
          events: all.filter(({ isGone }) => !isGone).map(({ externalId }) => answer(externalId)),
          exceptions: [],
          gone: all
            .filter(({ isGone }) => isGone)
            .map(({ externalId }) => ({ calendar: name, externalId, recurrenceId: null })),
          cursor: String(rev),
          hasMore: false,
          pollMs: null,
        }
      }),
    push: (_ctx, _access, change) => awaiting(async () => write(change)),
  }
  return { memory, provider }
}
