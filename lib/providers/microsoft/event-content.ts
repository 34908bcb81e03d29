import type { EventContent } from '../../domain/calendar/event-content.ts'
import { ianaZone } from '../../domain/calendar/ics/zones/zone-names.ts'
import { cleaned } from '../../domain/calendar/sync/ics-content.ts'
import { addDays, type DateString } from '../../domain/time/dates.ts'
import { instantOf } from '../../domain/time/zone.ts'
import { DAY_MS } from '../../platform/units.ts'
import type { GraphEvent, GraphTime } from './graph-types.ts'
import { textOfHtml } from './html-text.ts'
import { ruleOfRecurrence } from './rule-of-recurrence.ts'

type Attendee = EventContent['attendees'][number]

const MOST = { title: 500, notes: 20_000, location: 1_000, attendees: 200, url: 2_000 }
/** Longer events are cut: the calendar holds no longer ones. */
const LONGEST_DAYS = { single: 366, series: 31 }

/** Outlook shows the time of the others as free: somebody who works elsewhere can be met. */
const FREE = ['free', 'workingElsewhere']

/**
 * An event of Graph, asked for in UTC, as the calendar holds it; null without times. `zone`: the person's, where the event
 * names none that is known (custom zones of old Outlooks). A series keeps its clock in the zone in which its pattern counts.
 */
export const contentOf = (event: GraphEvent, zone: string): EventContent | null => {
  const { start, end, recurrence, showAs, responseStatus, body } = event
  if (!start || !end) return null
  const rrule = recurrence ? ruleOfRecurrence(recurrence) : null
  const zones = [rrule ? recurrence?.range.recurrenceTimeZone : null, event.originalStartTimeZone]
  const isDeclined = responseStatus?.response === 'declined'
  return {
    title: cleaned(event.subject ?? '', MOST.title) || 'No title',
    notes: notesOf(body) || null,
    location: cleaned(event.location?.displayName ?? '', MOST.location) || null,
    ...timesOf(event.isAllDay === true, start, end, rrule ? LONGEST_DAYS.series : LONGEST_DAYS.single),
    timeZone: zones.map((name) => (name ? ianaZone(name) : null)).find((name) => name !== null) ?? zone,
    rrule,
    cancelled: [],
    changed: {},
    attendees: attendeesOf(event.attendees ?? []),
    conferenceUrl: webAddress(event.onlineMeeting?.joinUrl ?? event.onlineMeetingUrl),
    busy: !FREE.includes(showAs ?? 'busy') && !isDeclined,
    status: event.isCancelled
      ? 'cancelled'
      : showAs === 'tentative' || responseStatus?.response === 'tentativelyAccepted'
        ? 'tentative'
        : 'confirmed',
  }
}

const timesOf = (
  allDay: boolean,
  start: GraphTime,
  end: GraphTime,
  longest: number,
): Pick<EventContent, 'start' | 'end' | 'allDay'> => {
  if (allDay) {
    const first = dayOf(start)
    const last = [addDays(first, 1), dayOf(end)].sort()[1] ?? first
    return { start: first, end: [last, addDays(first, longest)].sort()[0] ?? last, allDay }
  }
  const from = instantIn(start)
  const to = Math.min(Math.max(from, instantIn(end)), from + longest * DAY_MS)
  return { start: new Date(from).toISOString(), end: new Date(to).toISOString(), allDay }
}

/** `2026-01-31T09:00:00.0000000` as epoch ms, as if it were UTC. */
const digitsOf = ({ dateTime }: GraphTime): number => Date.parse(`${dateTime.slice(0, 19)}Z`)

/** Whole days are midnight in whatever zone was asked for. */
const dayOf = (time: GraphTime): DateString =>
  new Date(Math.floor((digitsOf(time) + DAY_MS / 2) / DAY_MS) * DAY_MS).toISOString().slice(0, 10)

export const instantIn = (time: GraphTime): number => {
  const zone = ianaZone(time.timeZone) ?? 'UTC'
  return zone === 'UTC' ? digitsOf(time) : instantOf(digitsOf(time), zone)
}

/** Text is asked for, which the reference of delta queries does not promise. */
const notesOf = (body: GraphEvent['body']): string => {
  const content = (body?.content ?? '').slice(0, 10 * MOST.notes)
  return cleaned(body?.contentType?.toLowerCase() === 'html' ? textOfHtml(content) : content, MOST.notes)
}

const RESPONSES: Record<string, Attendee['status']> = {
  ...{ organizer: 'accepted', accepted: 'accepted', declined: 'declined', tentativelyAccepted: 'tentative' },
}

/** Exchange has attendees without an address of mail, too. */
const attendeesOf = (attendees: NonNullable<GraphEvent['attendees']>): Attendee[] =>
  attendees
    .flatMap(({ emailAddress, status }): Attendee[] => {
      const email = emailAddress?.address?.trim() ?? ''
      if (email.length > 254 || !/^[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+$/.test(email)) return []
      const name = cleaned(emailAddress?.name ?? '', 200)
      return [{ name, email, status: RESPONSES[status?.response ?? ''] ?? 'needsAction' }]
    })
    .slice(0, MOST.attendees)

const webAddress = (url: string | null | undefined): string | null =>
  url && url.length <= MOST.url && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null
