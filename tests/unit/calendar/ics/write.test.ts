import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalendarEvent } from '../../../../lib/domain/calendar/calendar.schema.ts'
import { newEvent } from '../../../../lib/domain/calendar/calendar-event.ts'
import { feedEvent } from '../../../../lib/domain/calendar/ics/feed/blank-event.ts'
import { calendarItems } from '../../../../lib/domain/calendar/ics/feed/calendar-items.ts'
import { busyOnly, withAlarm } from '../../../../lib/domain/calendar/ics/feed/detail.ts'
import type { IcsEvent } from '../../../../lib/domain/calendar/ics/ics-event.ts'
import { icsOccurrences } from '../../../../lib/domain/calendar/ics/ics-occurrences.ts'
import { calendarFile, writeCalendar } from '../../../../lib/domain/calendar/ics/write/write-calendar.ts'
import { occurrencesOf } from '../../../../lib/domain/calendar/occurrences.ts'
import { withCancelled, withChanged } from '../../../../lib/domain/calendar/series.ts'
import { read, sample, shown, ZONE } from './support.ts'
import { anyEvent } from './written-events.ts'

const written = (events: IcsEvent[]): string =>
  [
    ...writeCalendar(
      { name: 'Test' },
      events.map((event) => ({ event })),
    ),
  ].join('')

const unique = (events: IcsEvent[]): IcsEvent[] => [...new Map(events.map((event) => [event.uid, event])).values()]

describe('a calendar that we write', () => {
  it('is the same whether its items come at once or in portions of any size, never two of them at a time', async () => {
    const portion = fc.array(anyEvent, { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.array(portion, { maxLength: 5 }), async (portions) => {
        let asked = 0
        async function* pages() {
          for (const events of portions) {
            asked += 1
            yield events.map((event) => ({ event }))
          }
        }
        const file = calendarFile({ name: 'Test' }, pages())
        expect(asked).toBeLessThanOrEqual(1)
        expect((await file).toString()).toBe(written(portions.flat()))
      }),
      { numRuns: 50 },
    )
  })

  it('reads as it was, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 8 }).map(unique), (events) => {
        expect(read(written(events))).toMatchObject({ events, skipped: [], isComplete: true, name: 'Test' })
      }),
      { numRuns: 200 },
    )
  })

  it('has lines of at most 75 octets that end in CRLF, and no character is cut', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const lines = written([event]).split('\r\n')
        expect(lines.pop()).toBe('')
        expect(
          lines.filter((line) => Buffer.byteLength(line) > 75 || /[\r\n]/.test(line) || !line.isWellFormed()),
        ).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('is the same text for the same events, whenever it is written', () => {
    fc.assert(
      fc.property(anyEvent, (event) => written([event]) === written([structuredClone(event)])),
      { numRuns: 50 },
    )
  })

  it.each([
    'google',
    'outlook',
    'exchange',
    'apple',
    'fastmail',
    'nextcloud',
    'thunderbird',
    'meetup',
    'airbnb',
    'tripit',
  ])('from a file of %s takes place as that file does', (name) => {
    const calendar = read(sample(name))
    const again = read(written(calendar.events))
    expect(shown(again)).toEqual(shown(calendar))
    // A feed does not say who else comes, and excluded days are written as instants.
    const kept = ({ attendees: _, hasOrganizer: __, exdates: ___, ...event }: IcsEvent) => event
    expect(again.events.map(kept)).toEqual(calendar.events.map(kept))
  })

  it('holds a change to this and following, and periods', () => {
    const series = feedEvent({ id: 's', version: 1, updatedAt: '2026-01-01T00:00:00.000Z' }, 'event', {
      summary: 'Series',
      start: '2026-03-02T08:00:00.000Z',
      end: '2026-03-02T09:00:00.000Z',
      timeZone: ZONE,
      rrule: 'FREQ=DAILY;COUNT=4',
      rdates: [{ start: '2026-04-01T08:00:00.000Z', end: '2026-04-01T10:00:00.000Z' }],
    })
    const following: IcsEvent = {
      ...series,
      rrule: null,
      rdates: [],
      recurrenceId: '2026-03-04T08:00:00.000Z',
      isFollowing: true,
      start: '2026-03-04T12:00:00.000Z',
      end: '2026-03-04T13:00:00.000Z',
    }
    expect(read(written([series, following])).events).toEqual([series, following])
  })

  it('holds no line that a text smuggles in', () => {
    const event = {
      ...feedEvent({ id: 'x', version: 1, updatedAt: '2026-01-01T00:00:00.000Z' }, 'event', {
        summary: 'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\u2028\u0000\u0007',
        start: '2026-03-02',
        end: '2026-03-03',
        timeZone: 'UTC',
      }),
    }
    expect(written([event]).match(/^(BEGIN|END):VEVENT/gm)).toHaveLength(2)
  })
})

describe('an event of the calendar', () => {
  const series = (fields: Partial<CalendarEvent> = {}): CalendarEvent =>
    newEvent(
      'u',
      'e',
      { title: 'Series', start: '2026-03-02T08:00:00.000Z', rrule: 'FREQ=WEEKLY', ...fields } as never,
      ZONE,
    )
  const range = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1), zone: ZONE }
  const times = (rows: { start: string; end: string }[]) => rows.map(({ start, end }) => `${start}/${end}`).sort()

  it.each([
    ['weekly', series()],
    ['until a day', series({ rrule: 'FREQ=DAILY;UNTIL=20260410' })],
    ['until a wall clock', series({ rrule: 'FREQ=DAILY;UNTIL=20260410T083000' })],
    ['counted', series({ rrule: 'FREQ=MONTHLY;BYDAY=2TU;COUNT=5' })],
    ['of whole days', series({ start: '2026-03-02', end: '2026-03-04', rrule: 'FREQ=WEEKLY;UNTIL=20260401T000000Z' })],
    ['single', series({ rrule: null })],
  ])('%s, written and read, takes place as it does', (_, event) => {
    const one = { ...event, ...(event.rrule && event.start.length > 10 ? edits(event) : {}) }
    const again = read(written(calendarItems(one)))
    expect(times(icsOccurrences(again.events, range))).toEqual(times(occurrencesOf(one, range)))
  })

  const edits = (event: CalendarEvent): Partial<CalendarEvent> => {
    const [, second, third] = occurrencesOf(event, range)
    const changed = withChanged(event, third?.day ?? '', {
      title: 'Moved',
      start: '2026-07-03T10:00:00.000Z',
      notes: 'Own',
    })
    return { ...changed, ...{ cancelled: withCancelled(event, second?.day ?? '').cancelled } }
  }

  it('has what single occurrences have of their own', () => {
    const event = series()
    const [, moved] = calendarItems({ ...event, ...edits(event) })
    expect(moved).toMatchObject({
      summary: 'Moved',
      description: 'Own',
      recurrenceId: '2026-03-16T08:00:00.000Z',
      uid: 'event-e@lifeos',
    })
  })

  it('shows only that the time is taken, where asked', () => {
    const event = series({ title: 'Secret', notes: 'Hidden', location: 'There', conferenceUrl: 'https://hush.example' })
    const text = written(
      calendarItems(event)
        .map(busyOnly)
        .filter((one) => one !== null),
    )
    expect(text).toContain('SUMMARY:Busy')
    expect(text).not.toMatch(/Secret|Hidden|There|hush/)
    expect(busyOnly({ ...calendarItems(event)[0], transparency: 'free' } as IcsEvent)).toBeNull()
  })

  it('reminds before it, not before whole days', () => {
    const [timed] = calendarItems(series())
    const [days] = calendarItems(series({ start: '2026-03-02', end: '2026-03-03' }))
    expect(written([withAlarm(timed as IcsEvent, 10)])).toContain('TRIGGER:-PT10M')
    expect(written([withAlarm(days as IcsEvent, 10)])).not.toContain('VALARM')
  })
})

describe('ten thousand events', () => {
  it('are written piece by piece, each of a few hundred characters', () => {
    const event = (i: number): IcsEvent =>
      feedEvent({ id: String(i), version: 1, updatedAt: '2026-01-01T00:00:00.000Z' }, 'event', {
        summary: 'Event',
        start: '2026-03-02T08:00:00.000Z',
        end: '2026-03-02T09:00:00.000Z',
        timeZone: ZONE,
      })
    const pieces = writeCalendar(
      { name: 'x' },
      Array.from({ length: 10_000 }, (_, i) => ({ event: event(i) })),
    )
    let [count, longest] = [0, 0]
    for (const piece of pieces) {
      count += 1
      longest = Math.max(longest, piece.length)
    }
    expect(count).toBe(10_003)
    expect(longest).toBeLessThan(2_000)
  })
})
