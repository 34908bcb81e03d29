import { describe, expect, test } from 'vitest'
import type { ProviderEvent } from '../../../../lib/domain/calendar/sync/provider.ts'
import { converted, readerOf } from '../../../../lib/providers/google/google-event.ts'
import { GoogleEvent } from '../../../../lib/providers/google/google-wire.ts'
import { ACCESS, ADA } from '../../../support/google-world.ts'

/** An hour in Berlin, as the reference shows events: https://developers.google.com/workspace/calendar/api/v3/reference/events */
const MEETING = {
  kind: 'calendar#event',
  etag: '"3400000000000000"',
  id: 'meeting0',
  status: 'confirmed',
  htmlLink: 'https://www.google.com/calendar/event?eid=meeting0',
  created: '2026-12-01T08:00:00.000Z',
  updated: '2026-12-01T08:00:00.000Z',
  summary: 'Meeting',
  creator: { email: ADA, self: true },
  organizer: { email: ADA, self: true },
  start: { dateTime: '2027-01-11T09:00:00+01:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2027-01-11T10:00:00+01:00', timeZone: 'Europe/Berlin' },
  iCalUID: 'meeting0@google.com',
  sequence: 0,
  reminders: { useDefault: true },
  eventType: 'default',
}
const DAY = { start: { date: '2027-01-11' }, end: { date: '2027-01-12' } }
const PEOPLE = [
  { email: ADA, self: true, responseStatus: 'declined' },
  { email: 'bob@example.com', displayName: 'Bob', responseStatus: 'accepted', optional: true },
  { displayName: 'Room 5', resource: true },
]
const WEEKLY = { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'] }

const read = (fields: object, zone?: string) =>
  converted(GoogleEvent.parse({ ...MEETING, ...fields }), readerOf(ADA, zone, ACCESS))
const one = (fields: object, zone?: string): ProviderEvent => {
  const { events } = read(fields, zone)
  expect(events).toHaveLength(1)
  return events[0] as ProviderEvent
}

describe('an event of Google becomes', () => {
  test.each<[string, object, Partial<ProviderEvent>]>([
    [
      'an event with its version and its times as instants',
      { description: 'Bring figures', location: 'Main St' },
      {
        ...{ calendar: ADA, externalId: 'meeting0', recurrenceId: null, etag: '"3400000000000000"', taskId: null },
        ...{ title: 'Meeting', notes: 'Bring figures', location: 'Main St', allDay: false, timeZone: 'Europe/Berlin' },
        ...{ start: '2027-01-11T08:00:00.000Z', end: '2027-01-11T09:00:00.000Z', rrule: null, busy: true },
        ...{ status: 'confirmed', conferenceUrl: null, attendees: [], cancelled: [], changed: {} },
      },
    ],
    [
      'whole days, of which the end is the day after the last',
      { start: { date: '2027-01-11' }, end: { date: '2027-01-14' } },
      { allDay: true, start: '2027-01-11', end: '2027-01-14', busy: true },
    ],
    [
      'one on the clock of its start where its end is in another zone',
      {
        start: { dateTime: '2027-01-11T09:00:00+01:00', timeZone: 'Europe/Berlin' },
        end: { dateTime: '2027-01-11T12:00:00-05:00', timeZone: 'America/New_York' },
      },
      { timeZone: 'Europe/Berlin', start: '2027-01-11T08:00:00.000Z', end: '2027-01-11T17:00:00.000Z' },
    ],
    [
      'one in the zone of the calendar where it names none',
      { start: { dateTime: '2027-01-11T09:00:00Z' }, end: { dateTime: '2027-01-11T10:00:00Z' } },
      { timeZone: 'Asia/Tokyo', start: '2027-01-11T09:00:00.000Z' },
    ],
    ['one that leaves the time free', { transparency: 'transparent' }, { busy: false }],
    ['one that may not take place', { status: 'tentative' }, { status: 'tentative', busy: true }],
    [
      'one with those who are invited, and free when the person declined it',
      { attendees: PEOPLE },
      {
        attendees: [
          { name: '', email: ADA, status: 'declined' },
          { name: 'Bob', email: 'bob@example.com', status: 'accepted' },
        ],
        busy: false,
      },
    ],
    [
      'one with the address of its video call',
      {
        hangoutLink: 'https://meet.google.com/old',
        conferenceData: {
          entryPoints: [
            { entryPointType: 'phone', uri: 'tel:+1-202-555-0100' },
            { entryPointType: 'video', uri: 'https://meet.google.com/abc-defg-hij' },
          ],
        },
      },
      { conferenceUrl: 'https://meet.google.com/abc-defg-hij' },
    ],
    [
      'one with the older link of a call',
      { hangoutLink: 'https://meet.google.com/old' },
      { conferenceUrl: 'https://meet.google.com/old' },
    ],
    [
      'a busy time where a private event has no title',
      { summary: undefined, visibility: 'private' },
      { title: 'Busy' },
    ],
    ['one without a title where it was left empty', { summary: '' }, { title: 'No title' }],
    [
      'focus time, which is busy',
      { eventType: 'focusTime', summary: 'Focus', focusTimeProperties: { chatStatus: 'doNotDisturb' } },
      { title: 'Focus', busy: true },
    ],
    ['time out of the office, which is busy', { eventType: 'outOfOffice', summary: 'Away' }, { busy: true }],
    [
      'a working location, which takes no time',
      { ...DAY, eventType: 'workingLocation', summary: undefined, workingLocationProperties: { homeOffice: {} } },
      { title: 'Working location', busy: false, allDay: true },
    ],
    [
      'a birthday, which takes no time and comes every year',
      { ...DAY, eventType: 'birthday', summary: 'Bob', recurrence: ['RRULE:FREQ=YEARLY'], visibility: 'private' },
      { title: 'Bob', busy: false, rrule: 'FREQ=YEARLY' },
    ],
    [
      'a block of a plan that names its task',
      { extendedProperties: { private: { lifeosTaskId: 'task1', other: 'x' }, shared: {} } },
      { taskId: 'task1' },
    ],
    ['one of no length where its end is missing', { end: undefined }, { end: '2027-01-11T08:00:00.000Z' }],
    [
      'one whose fields that are not as documented count as absent',
      { location: 5, attendees: 'none', conferenceData: [] },
      { location: null, attendees: [], conferenceUrl: null },
    ],
  ])('%s', (_, fields, expected) => {
    expect(one(fields, 'Asia/Tokyo')).toMatchObject(expected)
  })

  test('nothing where it has no time', () => {
    expect(read({ start: undefined })).toEqual({ events: [], exceptions: [], gone: [] })
    expect(read({ start: { dateTime: 'soon' } })).toEqual({ events: [], exceptions: [], gone: [] })
  })
})

describe('a series of Google', () => {
  test.each<[string, object, Partial<ProviderEvent>]>([
    ['has its rule', WEEKLY, { rrule: 'FREQ=WEEKLY;COUNT=4', cancelled: [] }],
    [
      'has its rule where other lines come before it',
      { recurrence: ['EXDATE;TZID=Europe/Berlin:20270118T090000', 'RRULE:FREQ=WEEKLY;COUNT=4;WKST=SU'] },
      { rrule: 'FREQ=WEEKLY;WKST=SU;COUNT=4', cancelled: ['2027-01-18'] },
    ],
    [
      'leaves out dates in UTC and in another zone',
      {
        recurrence: [
          'RRULE:FREQ=WEEKLY;COUNT=4',
          'EXDATE:20270118T080000Z',
          'EXDATE;TZID=America/New_York:20270125T030000',
        ],
      },
      { cancelled: ['2027-01-18', '2027-01-25'] },
    ],
    [
      'of whole days leaves out days',
      { ...DAY, recurrence: ['RRULE:FREQ=DAILY;COUNT=5', 'EXDATE;VALUE=DATE:20270112,20270114'] },
      { allDay: true, cancelled: ['2027-01-12', '2027-01-14'] },
    ],
    [
      'leaves out what an EXRULE names',
      { recurrence: ['RRULE:FREQ=DAILY;COUNT=9', 'EXRULE:FREQ=WEEKLY;BYDAY=SA,SU'] },
      { rrule: 'FREQ=DAILY;COUNT=9', cancelled: ['2027-01-16', '2027-01-17'] },
    ],
    [
      'leaves out its first day where an EXRULE names it',
      { recurrence: ['RRULE:FREQ=DAILY;COUNT=9', 'EXRULE:FREQ=WEEKLY;BYDAY=MO'] },
      { cancelled: ['2027-01-11', '2027-01-18'] },
    ],
    [
      'keeps its first rule where another one cannot be read',
      { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4', 'RRULE:FREQ=SECONDLY'] },
      { rrule: 'FREQ=WEEKLY;COUNT=4', cancelled: [] },
    ],
    [
      'that was split ends before the next part',
      { recurrence: ['RRULE:FREQ=WEEKLY;UNTIL=20270124T225959Z;BYDAY=MO'] },
      { rrule: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20270124T225959Z' },
    ],
    [
      'takes place once where its rule cannot be read',
      { recurrence: ['RRULE:FREQ=HOURLY;COUNT=4'] },
      { rrule: null, start: '2027-01-11T08:00:00.000Z' },
    ],
  ])('%s', (_, fields, expected) => {
    expect(one(fields)).toMatchObject(expected)
  })

  test('has further dates as events of their own, under its name', () => {
    const { events } = read({ recurrence: ['RRULE:FREQ=WEEKLY;COUNT=2', 'RDATE;TZID=Europe/Berlin:20270113T140000'] })
    expect(events).toMatchObject([
      { externalId: 'meeting0', recurrenceId: null, rrule: 'FREQ=WEEKLY;COUNT=2' },
      {
        ...{ externalId: 'meeting0', recurrenceId: '2027-01-13T13:00:00.000Z', rrule: null },
        ...{ start: '2027-01-13T13:00:00.000Z', end: '2027-01-13T14:00:00.000Z', etag: '"3400000000000000"' },
      },
    ])
  })
})

describe('a series of Google with several rules', () => {
  const MORE = ['RRULE:FREQ=WEEKLY;COUNT=3', 'RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20270201T000000Z', 'RRULE:FREQ=WEEKLY']
  const startsOf = (fields: object) => {
    const [series, ...others] = read(fields).events
    expect(series).toMatchObject({ recurrenceId: null, rrule: 'FREQ=WEEKLY;COUNT=3' })
    for (const event of others) expect(event).toMatchObject({ externalId: 'meeting0', rrule: null })
    return others.map(({ start, recurrenceId }) => (start === recurrenceId ? start : `${recurrenceId} at ${start}`))
  }

  test('has what the others add as events of their own, each once, at the clock of its zone and within the window', () => {
    const starts = startsOf({ recurrence: MORE })
    const wednesdays = ['13', '20', '27'].map((day) => `2027-01-${day}T08:00:00.000Z`)
    expect(starts.filter((start) => new Date(start).getUTCDay() === 3)).toEqual(wednesdays)
    const mondays = starts.filter((start) => new Date(start).getUTCDay() === 1)
    // The three of the series are not there twice, and an hour less of UTC is the same clock in summer.
    expect(mondays[0]).toBe('2027-02-01T08:00:00.000Z')
    expect(mondays).toContain('2027-04-05T07:00:00.000Z')
    expect(new Set(mondays).size).toBe(mondays.length)
  })

  test('leaves out of them what is excluded', () => {
    const recurrence = [
      ...MORE.slice(0, 2),
      'EXDATE;TZID=Europe/Berlin:20270120T090000',
      'EXRULE:FREQ=MONTHLY;BYMONTHDAY=27',
    ]
    expect(startsOf({ recurrence })).toEqual(['2027-01-13T08:00:00.000Z'])
  })

  test('of whole days has days', () => {
    const recurrence = ['RRULE:FREQ=WEEKLY;COUNT=3', 'RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20270123']
    expect(startsOf({ ...DAY, recurrence })).toEqual(['2027-01-15', '2027-01-22'])
  })
})

describe('an instance that is an exception', () => {
  const INSTANCE = {
    id: 'meeting0_20270118T080000Z',
    recurringEventId: 'meeting0',
    originalStartTime: { dateTime: '2027-01-18T09:00:00+01:00', timeZone: 'Europe/Berlin' },
  }
  const NAMED = { calendar: ADA, externalId: 'meeting0', originalStart: '2027-01-18T08:00:00.000Z' }

  test('is named by its series and where that has it', () => {
    const { events, exceptions, gone } = read({ ...INSTANCE, summary: 'Moved' })
    expect([events, gone]).toEqual([[], []])
    expect(exceptions).toEqual([
      {
        ...NAMED,
        content: expect.objectContaining({ title: 'Moved', start: '2027-01-11T08:00:00.000Z', rrule: null }),
        ...{ etag: '"3400000000000000"', ref: 'meeting0_20270118T080000Z' },
      },
    ])
  })

  test('of whole days is named by its day', () => {
    const { exceptions } = read({ ...INSTANCE, ...DAY, originalStartTime: { date: '2027-01-18' } })
    expect(exceptions).toMatchObject([{ originalStart: '2027-01-18', content: { allDay: true } }])
  })

  test('that was cancelled says so, also without its times', () => {
    const bare = { kind: 'calendar#event', etag: '"1"', ...INSTANCE, status: 'cancelled' }
    const { exceptions } = converted(GoogleEvent.parse(bare), readerOf(ADA, undefined, ACCESS))
    expect(exceptions).toEqual([{ ...NAMED, content: null, etag: '"1"', ref: INSTANCE.id }])
  })

  test('is found by its id where it does not say where its series had it', () => {
    expect(read({ ...INSTANCE, originalStartTime: undefined }).exceptions).toMatchObject([NAMED])
  })
})

describe('what was deleted', () => {
  const bare = (id: string) =>
    converted(GoogleEvent.parse({ id, status: 'cancelled' }), readerOf(ADA, undefined, ACCESS)).gone

  test('is gone by its id, which is all that is certain of it', () => {
    expect(bare('meeting0')).toEqual([{ calendar: ADA, externalId: 'meeting0', recurrenceId: null }])
  })

  test('is gone as an occurrence too where the id is that of an instance', () => {
    expect(bare('abc_R20270101_20270118')).toContainEqual({
      ...{ calendar: ADA, externalId: 'abc_R20270101', recurrenceId: '2027-01-18' },
    })
    expect(bare('meeting0_20270118T080000Z')).toContainEqual({
      ...{ calendar: ADA, externalId: 'meeting0', recurrenceId: '2027-01-18T08:00:00.000Z' },
    })
  })
})
