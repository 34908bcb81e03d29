import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalendarEvent } from '../../../../lib/domain/calendar/calendar.schema.ts'
import { icsOccurrences } from '../../../../lib/domain/calendar/ics/ics-occurrences.ts'
import { readCalendar } from '../../../../lib/domain/calendar/ics/read/read-calendar.ts'
import { occurrencesOf } from '../../../../lib/domain/calendar/occurrences.ts'
import { eventsOfIcs } from '../../../../lib/domain/calendar/sync/from-ics.ts'
import type { ProviderEvent } from '../../../../lib/domain/calendar/sync/provider.ts'
import { icsFile } from '../../../support/ics-host.ts'

const RANGE = { from: Date.parse('2027-01-01T00:00:00Z'), to: Date.parse('2027-12-01T00:00:00Z'), zone: 'UTC' }

const vevent = (...lines: string[]) =>
  ['BEGIN:VEVENT', 'UID:one', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'].join('\r\n')
const readEvents = (...components: string[]) => {
  const calendar = readCalendar(icsFile(...components), { zone: 'UTC' })
  if (!calendar) throw new Error('no calendar')
  return calendar.events
}

/** "Title start end" of all that takes place in the range. */
const shown = (events: ProviderEvent[]): string[] =>
  events
    .flatMap((event) => occurrencesOf(event as ProviderEvent & CalendarEvent, RANGE))
    .map(({ title, start, end }) => `${title} ${start} ${end}`)
    .sort()

/** The same, by the reader's own expansion. */
const truth = (events: ReturnType<typeof readEvents>): string[] =>
  icsOccurrences(events, RANGE)
    .map(({ event, start, end }) => `${event.summary} ${start} ${end}`)
    .sort()

const DAILY = vevent('DTSTART:20270104T090000Z', 'DTEND:20270104T100000Z', 'RRULE:FREQ=DAILY;COUNT=6', 'SUMMARY:Daily')

describe('the events of a file as they are kept', () => {
  test('a date that is left out at another time than the series has leaves nothing out', () => {
    const events = readEvents(DAILY.replace('SUMMARY:Daily', 'EXDATE:20270105T100000Z\r\nSUMMARY:Daily'))
    expect(eventsOfIcs(events)).toMatchObject([{ cancelled: [] }])
    expect(shown(eventsOfIcs(events))).toEqual(truth(events))
  })

  test('a further date that the rule has too takes place once', () => {
    const events = readEvents(DAILY.replace('SUMMARY:Daily', 'RDATE:20270105T090000Z\r\nSUMMARY:Daily'))
    expect(eventsOfIcs(events)).toHaveLength(1)
    expect(shown(eventsOfIcs(events))).toEqual(truth(events))
  })

  test('a series with left out, cancelled and moved occurrences is one event', () => {
    const series = DAILY.replace('SUMMARY:Daily', 'EXDATE:20270105T090000Z\r\nSUMMARY:Daily')
    const moved = vevent(
      'RECURRENCE-ID:20270106T090000Z',
      'DTSTART:20270106T150000Z',
      'DTEND:20270106T153000Z',
      'SUMMARY:Moved',
    )
    const cancelled = vevent(
      'RECURRENCE-ID:20270107T090000Z',
      'DTSTART:20270107T090000Z',
      'SUMMARY:Daily',
      'STATUS:CANCELLED',
    )
    const events = readEvents(series, moved, cancelled)
    const kept = eventsOfIcs(events)
    expect(kept).toHaveLength(1)
    expect(kept[0]).toMatchObject({
      ...{ externalId: 'one', recurrenceId: null, cancelled: ['2027-01-05', '2027-01-07'] },
      changed: { '2027-01-06': { title: 'Moved', start: '2027-01-06T15:00:00.000Z', end: '2027-01-06T15:30:00.000Z' } },
    })
    expect(shown(kept)).toEqual(truth(events))
  })

  test('what follows a change of "this and following" is an event that goes on with the series', () => {
    const following = vevent(
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20270107T090000Z',
      'DTSTART:20270107T110000Z',
      'DTEND:20270107T120000Z',
      'SUMMARY:Later',
    )
    const events = readEvents(DAILY, following)
    const kept = eventsOfIcs(events)
    expect(kept.map(({ recurrenceId }) => recurrenceId)).toEqual([null, '2027-01-07T09:00:00.000Z'])
    expect(shown(kept)).toEqual(truth(events))
  })

  test('further dates, and occurrences whose series is not in the file, are events of their own', () => {
    const dates = vevent(
      'DTSTART:20270104T090000Z',
      'DTEND:20270104T100000Z',
      'RDATE:20270110T090000Z,20270112T120000Z',
      'SUMMARY:Dates',
    )
    const orphan = vevent(
      'RECURRENCE-ID:20270301T090000Z',
      'DTSTART:20270302T090000Z',
      'DTEND:20270302T100000Z',
      'SUMMARY:Orphan',
    ).replace('UID:one', 'UID:two')
    const events = readEvents(dates, orphan)
    const kept = eventsOfIcs(events)
    expect(kept).toHaveLength(4)
    expect(new Set(kept.map(({ externalId, recurrenceId }) => `${externalId} ${recurrenceId}`)).size).toBe(4)
    expect(shown(kept)).toEqual(truth(events))
  })

  test('cancelled events and series are left out', () => {
    expect(eventsOfIcs(readEvents(DAILY.replace('SUMMARY:Daily', 'STATUS:CANCELLED\r\nSUMMARY:Daily')))).toEqual([])
  })

  test('texts are cut to what the calendar holds, control characters are left out', () => {
    const [event] = eventsOfIcs(
      readEvents(
        vevent('DTSTART:20270104T090000Z', `SUMMARY:a\u0001${'b'.repeat(2_000)}`, `DESCRIPTION:${'c'.repeat(50_000)}`),
      ),
    )
    expect(event?.title).toBe(`a${'b'.repeat(499)}`)
    expect(event?.notes).toHaveLength(20_000)
  })

  test('take place when the file says, whatever is changed, cancelled or left out of a series', () => {
    const day = fc.integer({ min: 0, max: 9 })
    const change = fc.record({
      day,
      hour: fc.integer({ min: 0, max: 20 }),
      is: fc.constantFrom('moved', 'cancelled', 'left out'),
    })
    const daily = fc.uniqueArray(change, { selector: ({ day }) => day, maxLength: 6 })
    fc.assert(
      fc.property(daily, fc.constantFrom('Z', ';TZID=Europe/Berlin'), (changes, zone) => {
        const time = (key: string, at: number, hour: number) => {
          const text = `202703${String(24 + (at % 7)).padStart(2, '0')}T${String(hour).padStart(2, '0')}0000`
          return zone === 'Z' ? `${key}:${text}Z` : `${key}${zone}:${text}`
        }
        const own = [...new Map(changes.map((one) => [one.day % 7, one])).values()]
        const left = own.filter(({ is }) => is === 'left out').map((one) => time('EXDATE', one.day, 9))
        const series = vevent(
          time('DTSTART', 0, 9),
          time('DTEND', 0, 10),
          'RRULE:FREQ=DAILY;COUNT=7',
          ...left,
          'SUMMARY:Daily',
        )
        const others = own
          .filter(({ is }) => is !== 'left out')
          .map(({ day: at, hour, is }) =>
            vevent(
              time('RECURRENCE-ID', at, 9),
              time('DTSTART', at, hour),
              time('DTEND', at, hour + 1),
              `SUMMARY:Own ${at}`,
              ...(is === 'cancelled' ? ['STATUS:CANCELLED'] : []),
            ),
          )
        const events = readEvents(series, ...others)
        expect(shown(eventsOfIcs(events))).toEqual(truth(events))
      }),
      { numRuns: 200 },
    )
  })
})
