import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import type { EventContent } from '../../../../lib/domain/calendar/event-content.ts'
import { editedResource, resourceWithout } from '../../../../lib/domain/calendar/ics/edit/edit-resource.ts'
import { newResource } from '../../../../lib/domain/calendar/ics/edit/new-resource.ts'
import { readCalendar } from '../../../../lib/domain/calendar/ics/read/read-calendar.ts'
import { eventsOfIcs } from '../../../../lib/domain/calendar/sync/from-ics.ts'

const zone = 'Europe/Berlin'
const options = { zone, at: '2026-11-01T08:00:00.000Z' }

const resource = (...lines: string[]): string =>
  `${['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Apple Inc.//iOS 26//EN', 'X-WR-UNKNOWN:yes', ...lines, 'END:VCALENDAR'].join('\r\n')}\r\n`

const SERIES = [
  'BEGIN:VEVENT',
  'UID:series',
  'DTSTAMP:20260101T000000Z',
  'SEQUENCE:3',
  'DTSTART;TZID=Europe/Berlin:20261102T090000',
  'DURATION:PT1H',
  'RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301T080000Z',
  'EXDATE;TZID=Europe/Berlin:20261109T090000',
  'SUMMARY;LANGUAGE=en:Weekly',
  'DESCRIPTION:Bring notes',
  'ORGANIZER;CN=Ann:mailto:ann@example.org',
  'ATTENDEE;PARTSTAT=ACCEPTED;X-NUM-GUESTS=0:mailto:bob@example.org',
  'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC',
  'X-LIFEOS-TASK:task-1',
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'TRIGGER:-PT15M',
  'X-WR-ALARMUID:one',
  'END:VALARM',
  'END:VEVENT',
]
const MOVED = [
  'BEGIN:VEVENT',
  'UID:series',
  'DTSTAMP:20260101T000000Z',
  'RECURRENCE-ID:20261116T080000Z',
  'DTSTART;TZID=Europe/Berlin:20261117T140000',
  'DTEND;TZID=Europe/Berlin:20261117T150000',
  'SUMMARY;LANGUAGE=en:Weekly',
  'DESCRIPTION:Other room',
  'END:VEVENT',
]
const RENAMED = [
  'BEGIN:VEVENT',
  'UID:series',
  'DTSTAMP:20260101T000000Z',
  'RECURRENCE-ID;TZID=Europe/Berlin:20261123T090000',
  'DTSTART;TZID=Europe/Berlin:20261123T090000',
  'DTEND;TZID=Europe/Berlin:20261123T100000',
  'SUMMARY:Guest talk',
  'DESCRIPTION:Bring notes',
  'END:VEVENT',
]
const whole = resource(...SERIES, ...MOVED, ...RENAMED)

const edited = (text: string, content: Partial<EventContent>, occurrence: string | null = null): string => {
  const after = editedResource(text, { occurrence, content }, options)
  if (after === null) throw new Error('not edited')
  ICAL.parse(after)
  return after
}
const eventsIn = (text: string) => eventsOfIcs(readCalendar(text, { zone })?.events ?? [])
const only = (text: string) => {
  const [event, ...more] = eventsIn(text)
  if (!event || more.length > 0) throw new Error(`${more.length + 1} events`)
  return event
}
/** Content lines, unfolded, that are in one text and not in the other. */
const lines = (text: string) => text.replace(/\r\n[ \t]/g, '').split('\r\n')
const difference = (before: string, after: string) => ({
  gone: lines(before).filter((line) => !lines(after).includes(line)),
  come: lines(after).filter((line) => !lines(before).includes(line)),
})
const STAMPS = ['DTSTAMP:20261101T080000Z', 'LAST-MODIFIED:20261101T080000Z']

describe('a resource that is edited', () => {
  it('keeps everything that it is not asked to change, line by line', () => {
    const text = resource(...SERIES)
    expect(difference(text, edited(text, { title: 'New, title' }))).toEqual({
      gone: ['DTSTAMP:20260101T000000Z', 'SUMMARY;LANGUAGE=en:Weekly'],
      come: [...STAMPS, 'SUMMARY:New\\, title'].sort((a, b) =>
        a.startsWith('SUMMARY') ? (b.startsWith('LAST') ? -1 : 1) : a < b ? -1 : 1,
      ),
    })
  })

  it('is the same again when nothing changes, but for its version', () => {
    expect(difference(whole, edited(whole, {})).gone).toEqual([])
  })

  it('passes a new title on to the occurrences that had the old one', () => {
    const { changed, title } = only(edited(whole, { title: 'Monthly', notes: 'Bring food' }))
    expect(title).toBe('Monthly')
    expect(changed['2026-11-16']).toMatchObject({ notes: 'Other room' })
    expect(changed['2026-11-16']).not.toHaveProperty('title')
    expect(changed['2026-11-23']).toEqual({ title: 'Guest talk' })
  })

  it('moves a series with its cancelled and changed occurrences', () => {
    const event = only(edited(whole, { start: '2026-11-02T10:30:00.000Z', end: '2026-11-02T11:30:00.000Z' }))
    expect(event).toMatchObject({ start: '2026-11-02T10:30:00.000Z', timeZone: zone, cancelled: ['2026-11-09'] })
    expect(event.changed).toEqual({
      '2026-11-16': { notes: 'Other room', start: '2026-11-17T13:00:00.000Z', end: '2026-11-17T14:00:00.000Z' },
      '2026-11-23': { title: 'Guest talk' },
    })
  })

  it('drops changed occurrences whose day the new rule does not have', () => {
    const event = only(edited(whole, { rrule: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20261117T000000Z' }))
    expect(Object.keys(event.changed)).toEqual(['2026-11-16'])
    const text = edited(whole, { rrule: null })
    expect(text).not.toMatch(/RRULE|EXDATE|RECURRENCE-ID/)
    expect(only(text)).toMatchObject({ rrule: null, start: '2026-11-02T08:00:00.000Z' })
  })

  it('takes another zone, with a VTIMEZONE for it', () => {
    const text = edited(whole, { timeZone: 'America/New_York' })
    expect(text).toContain('TZID:America/New_York')
    const event = only(text)
    expect(event).toMatchObject({ timeZone: 'America/New_York', start: '2026-11-02T08:00:00.000Z' })
  })

  it('becomes whole days and back', () => {
    const days = edited(whole, { start: '2026-11-02', end: '2026-11-03', allDay: true })
    expect(only(days)).toMatchObject({
      start: '2026-11-02',
      end: '2026-11-03',
      allDay: true,
      cancelled: ['2026-11-09'],
    })
    const back = edited(days, { start: '2026-11-02T08:00:00.000Z', end: '2026-11-02T09:00:00.000Z', timeZone: zone })
    expect(only(back)).toMatchObject({ start: '2026-11-02T08:00:00.000Z', allDay: false, cancelled: ['2026-11-09'] })
  })

  it('keeps the form of its times: UTC, floating, and a zone of its own with its name in quotes', () => {
    const single = (start: string, end: string) =>
      resource('BEGIN:VEVENT', 'UID:a', start, end, 'SUMMARY:A', 'END:VEVENT')
    const content = { start: '2026-12-02T10:00:00.000Z', end: '2026-12-02T11:00:00.000Z' }
    expect(edited(single('DTSTART:20261201T100000Z', 'DTEND:20261201T110000Z'), content)).toContain(
      'DTSTART:20261202T100000Z',
    )
    expect(edited(single('DTSTART:20261201T100000', 'DTEND:20261201T110000'), content)).toContain(
      'DTSTART:20261202T110000\r\n',
    )
    const windows = 'TZID="(UTC+01:00) Amsterdam, Berlin"'
    const definition = [
      'BEGIN:VTIMEZONE',
      'TZID:(UTC+01:00) Amsterdam\\, Berlin',
      'BEGIN:STANDARD',
      'DTSTART:16010101T000000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0100',
      'END:STANDARD',
      'END:VTIMEZONE',
    ]
    const outlook = resource(
      ...definition,
      'BEGIN:VEVENT',
      'UID:a',
      `DTSTART;${windows}:20261201T110000`,
      `DTEND;${windows}:20261201T120000`,
      'END:VEVENT',
    )
    expect(edited(outlook, content)).toContain(`DTSTART;${windows}:20261202T110000`)
  })

  it('sets and takes away places, addresses, times that are free, and states', () => {
    const content = {
      location: 'Room 5',
      conferenceUrl: 'https://meet.example.org/a',
      busy: false,
      status: 'tentative',
    } as const
    const after = edited(resource(...SERIES), content)
    expect(only(after)).toMatchObject(content)
    expect(only(edited(after, { location: null, conferenceUrl: null, notes: null, busy: true }))).toMatchObject({
      ...{ location: null, conferenceUrl: null, notes: null, busy: true },
    })
  })

  it('cannot be broken out of by a text', () => {
    const after = edited(resource(...SERIES), { title: 'A\r\nEND:VEVENT\r\nX:1', notes: 'B\u0000\nATTENDEE:x' })
    expect(lines(after).filter((line) => line.startsWith('END:VEVENT') || line.startsWith('X:1'))).toEqual([
      'END:VEVENT',
    ])
    expect(only(after).title).toBe('A\nEND:VEVENT\nX:1')
  })

  it('is left alone when it cannot be read, or has no such event', () => {
    expect(editedResource('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', { occurrence: null, content: {} }, options)).toBe(null)
    expect(editedResource(whole, { occurrence: '2026-11-03', content: { title: 'x' } }, options)).toBe(null)
    expect(editedResource(whole, { occurrence: '2026-11-09', content: { title: 'cancelled' } }, options)).toBe(null)
    expect(resourceWithout(whole, '2026-11-03', options)).toBe(null)
  })
})

describe('one occurrence that is edited', () => {
  it('becomes an event with everything of its series, alarms and guests too', () => {
    const text = edited(whole, { title: 'Special' }, '2026-11-30T08:00:00.000Z')
    expect(only(text).changed['2026-11-30']).toEqual({ title: 'Special' })
    const added = text.slice(text.indexOf('RECURRENCE-ID;TZID=Europe/Berlin:20261130T090000') - 2_000)
    expect(text.match(/ATTENDEE;PARTSTAT=ACCEPTED/g)).toHaveLength(2)
    expect(text.match(/X-WR-ALARMUID:one/g)).toHaveLength(2)
    expect(added).toContain('DTSTART;TZID=Europe/Berlin:20261130T090000')
    expect(text.match(/RRULE/g)).toHaveLength(1)
  })

  it('is named by its day as well', () => {
    const named = (occurrence: string) => only(edited(whole, { title: 'Special' }, occurrence)).changed['2026-11-30']
    expect(named('2026-11-30')).toEqual(named('2026-11-30T08:00:00.000Z'))
  })

  it('is changed where it was changed before, whatever zone its RECURRENCE-ID is in', () => {
    const { changed } = only(
      edited(whole, { title: 'Again', start: '2026-11-18T09:00:00.000Z' }, '2026-11-16T08:00:00.000Z'),
    )
    expect(changed['2026-11-16']).toEqual({
      ...{ title: 'Again', notes: 'Other room' },
      ...{ start: '2026-11-18T09:00:00.000Z', end: '2026-11-18T10:00:00.000Z' },
    })
  })

  it('is cancelled as an EXDATE, and what it had of its own goes', () => {
    const text = resourceWithout(whole, '2026-11-16T08:00:00.000Z', options)
    expect(text).toContain('EXDATE;TZID=Europe/Berlin:20261109T090000\r\nEXDATE;TZID=Europe/Berlin:20261116T090000')
    expect(text).not.toContain('Other room')
    expect(only(String(text)).cancelled).toEqual(['2026-11-09', '2026-11-16'])
  })

  it('leaves an empty resource when it was the only one', () => {
    expect(resourceWithout(resource(...RENAMED), '2026-11-23T08:00:00.000Z', options)).toBe('empty')
    expect(edited(resource(...RENAMED), { title: 'Mine' }, '2026-11-23T08:00:00.000Z')).toContain('SUMMARY:Mine')
  })

  it('of RDATE is changed and cancelled by its start', () => {
    const text = resource(
      'BEGIN:VEVENT',
      'UID:r',
      'DTSTART:20261201T100000Z',
      'DTEND:20261201T110000Z',
      'RDATE:20261203T120000Z',
      'SUMMARY:R',
      'END:VEVENT',
    )
    const at = '2026-12-03T12:00:00.000Z'
    const events = eventsIn(edited(text, { title: 'Other' }, at))
    expect(events.map(({ title, start }) => [title, start])).toEqual([
      ['R', '2026-12-01T10:00:00.000Z'],
      ['Other', at],
    ])
    expect(eventsIn(String(resourceWithout(text, at, options))).map(({ start }) => start)).toEqual([
      '2026-12-01T10:00:00.000Z',
    ])
  })
})

describe('a new resource', () => {
  const content: EventContent = {
    ...{
      title: 'Focus: write',
      notes: null,
      location: null,
      start: '2026-11-02T08:00:00.000Z',
      end: '2026-11-02T09:00:00.000Z',
    },
    ...{ allDay: false, timeZone: zone, rrule: 'FREQ=DAILY;COUNT=5', cancelled: ['2026-11-03'] },
    ...{
      changed: { '2026-11-04': { title: 'Long' } },
      attendees: [],
      conferenceUrl: null,
      busy: true,
      status: 'confirmed',
    },
  }

  it('reads as what was asked for, and holds the mark and the zone but no METHOD', () => {
    const text = newResource(content, { uid: 'block-1', more: { 'X-LIFEOS-TASK': 'task-1' }, at: options.at })
    ICAL.parse(text)
    const { calendar: _, externalId, recurrenceId, ...read } = only(text)
    expect({ externalId, recurrenceId }).toEqual({ externalId: 'block-1', recurrenceId: null })
    expect(read).toMatchObject(content)
    expect(text).toContain('X-LIFEOS-TASK:task-1')
    expect(text).toContain('BEGIN:VTIMEZONE')
    expect(text).not.toContain('METHOD')
  })

  it('of whole days has no zone', () => {
    const days = { ...content, start: '2026-11-02', end: '2026-11-03', allDay: true, changed: {} }
    const text = newResource(days, { uid: 'b', more: {}, at: options.at })
    expect(text).not.toContain('VTIMEZONE')
    expect(only(text)).toMatchObject({ start: '2026-11-02', allDay: true, cancelled: ['2026-11-03'] })
  })
})
