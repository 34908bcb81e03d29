import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalendarEvent } from '../../../lib/domain/calendar/calendar.schema.ts'
import { newEvent, patched } from '../../../lib/domain/calendar/calendar-event.ts'
import { occurrencesOf } from '../../../lib/domain/calendar/occurrences.ts'
import { endedBefore, restFrom, withCancelled, withChanged } from '../../../lib/domain/calendar/series.ts'
import { addDays, daysBetween } from '../../../lib/domain/time/dates.ts'
import { instantOf, wallClock } from '../../../lib/domain/time/zone.ts'

const eventOf = (fields: Partial<CalendarEvent>): CalendarEvent =>
  newEvent('u', 'e', { title: 'Stand-up', start: '2026-03-02T08:00:00.000Z', ...fields } as never, 'Europe/Berlin')

const asked = (from: string, to: string, zone = 'Europe/Berlin') => ({
  from: Date.parse(from),
  to: Date.parse(to),
  zone,
})
const starts = (event: CalendarEvent, from: string, to: string) =>
  occurrencesOf(event, asked(from, to)).map(({ start }) => start)

describe('a recurring event', () => {
  it('keeps its wall clock across daylight saving, in its own zone', () => {
    const weekly = eventOf({ rrule: 'FREQ=WEEKLY' })
    expect(starts(weekly, '2026-03-20T00:00:00Z', '2026-04-10T00:00:00Z')).toEqual([
      '2026-03-23T08:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
      '2026-04-06T07:00:00.000Z',
    ])
  })

  it('begins an hour later on the day whose time is skipped', () => {
    const early = eventOf({ rrule: 'FREQ=DAILY', start: '2026-03-27T01:30:00.000Z', end: '2026-03-27T02:00:00.000Z' })
    expect(starts(early, '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
  })

  it('counts its first day even when its rule does not name it, as one of COUNT', () => {
    // 2 March 2026 is a Monday.
    const thursdays = eventOf({ rrule: 'FREQ=WEEKLY;BYDAY=TH;COUNT=3' })
    expect(starts(thursdays, '2026-03-01T00:00:00Z', '2026-12-01T00:00:00Z').map((s) => s.slice(0, 10))).toEqual([
      '2026-03-02',
      '2026-03-05',
      '2026-03-12',
    ])
  })

  it('ends with UNTIL by its own time: the day itself, or the moment', () => {
    const daily = (until: string) =>
      starts(eventOf({ rrule: `FREQ=DAILY;UNTIL=${until}` }), '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z')
    expect(daily('20260304')).toHaveLength(3)
    expect(daily('20260304T080000Z')).toHaveLength(3)
    expect(daily('20260304T075959Z')).toHaveLength(2)
  })

  it('of whole days begins at the person’s midnight, wherever they are', () => {
    const holiday = eventOf({ start: '2026-05-01', end: '2026-05-03' })
    const tokyo = { zone: 'Asia/Tokyo', from: Date.parse('2026-04-30T14:59:00Z') }
    expect(occurrencesOf(holiday, { ...tokyo, to: Date.parse('2026-04-30T15:00:00Z') })).toHaveLength(0)
    expect(occurrencesOf(holiday, { ...tokyo, to: Date.parse('2026-04-30T15:01:00Z') })).toHaveLength(1)
  })

  it('shows an occurrence that was moved into a time, and not at its old place', () => {
    const weekly = eventOf({ rrule: 'FREQ=WEEKLY' })
    const moved = {
      ...weekly,
      ...withChanged(weekly, '2026-03-09', { start: '2026-05-05T10:00:00.000Z', title: 'Once' }),
    }
    expect(starts(moved, '2026-03-08T00:00:00Z', '2026-03-12T00:00:00Z')).toEqual([])
    const [one, ...rest] = occurrencesOf(moved, asked('2026-05-05T00:00:00Z', '2026-05-06T00:00:00Z'))
    expect(one).toMatchObject({ title: 'Once', day: '2026-03-09', isChanged: true, end: '2026-05-05T11:00:00.000Z' })
    expect(rest).toEqual([])
  })

  it('split at any occurrence takes place exactly when it did before', () => {
    const rule = fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=DAILY;INTERVAL=3;COUNT=40',
      'FREQ=WEEKLY;BYDAY=MO,WE,FR',
      'FREQ=WEEKLY;COUNT=20',
      'FREQ=MONTHLY',
      'FREQ=DAILY;UNTIL=20260901',
    )
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'UTC', 'America/Havana')
    fc.assert(
      fc.property(rule, zone, fc.nat(), fc.nat(), (rrule, timeZone, at, gone) => {
        const whole = eventOf({ rrule, timeZone, start: '2026-03-02T12:00:00.000Z', end: '2026-03-02T13:30:00.000Z' })
        const year = ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'] as const
        const all = occurrencesOf(whole, asked(...year))
        const cancelledDay = all[gone % all.length]?.day ?? ''
        const event = { ...whole, ...withCancelled(whole, cancelledDay) }
        const left = occurrencesOf(event, asked(...year))
        const day = left[at % left.length]?.day ?? ''
        if (day === all[0]?.day) return
        const head = { ...event, ...endedBefore(event, day) }
        const tail = restFrom(event, day, {})
        const both = [...starts(head, ...year), ...starts(tail, ...year)]
        expect(both).toEqual(left.map(({ start }) => start))
      }),
      { numRuns: 100, seed: 9 },
    )
  })

  it('has the wall clock of its first day on every day, in every zone', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC')
    fc.assert(
      fc.property(
        zone,
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: 0, max: 700 }),
        (timeZone, minute, offset) => {
          const wall = Date.parse('2026-01-05T00:00:00Z') + minute * 60_000
          const start = new Date(instantOf(wall, timeZone)).toISOString()
          const event = eventOf({ rrule: 'FREQ=DAILY', timeZone, start, end: start })
          const day = addDays('2026-01-05', offset)
          const from = instantOf(Date.parse(`${day}T00:00:00Z`), timeZone)
          const [one] = occurrencesOf(event, { from, to: from + 27 * 3_600_000, zone: 'UTC' }).filter(
            (o) => o.day === day,
          )
          const shown = wallClock(Date.parse(one?.start ?? ''), timeZone)
          const expected = wall + daysBetween('2026-01-05', day) * 86_400_000
          // A skipped time begins later by what was skipped: never more than an hour here.
          expect(shown - expected).toBeGreaterThanOrEqual(0)
          expect(shown - expected).toBeLessThanOrEqual(3_600_000)
          expect(instantOf(expected, timeZone)).toBe(Date.parse(one?.start ?? ''))
        },
      ),
      { numRuns: 300, seed: 3 },
    )
  })
})

describe('a single event', () => {
  it('that only touches a time is not in it', () => {
    const one = eventOf({ end: '2026-03-02T09:00:00.000Z' })
    expect(starts(one, '2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z')).toEqual([])
    expect(starts(one, '2026-03-02T07:00:00Z', '2026-03-02T08:00:00Z')).toEqual([])
    expect(starts(one, '2026-03-02T08:59:00Z', '2026-03-02T10:00:00Z')).toHaveLength(1)
  })

  it('that moves keeps its length', () => {
    const one = eventOf({ end: '2026-03-02T08:45:00.000Z' })
    expect(patched(one, { start: '2026-04-01T10:00:00.000Z' }).end).toBe('2026-04-01T10:45:00.000Z')
    expect(patched(one, { start: '2026-04-01' })).toMatchObject({ end: '2026-04-02', allDay: true })
  })
})

describe('the end of a rule', () => {
  const range = ['2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z'] as const
  const daysOf = (event: CalendarEvent) => occurrencesOf(event, asked(...range)).map(({ day }) => day)

  it('as a wall clock is one of the event’s zone', () => {
    // 09:00 in Berlin is 08:00 UTC: as an instant, 08:30 would let the last day through.
    const daily = (until: string) => daysOf(eventOf({ rrule: `FREQ=DAILY;UNTIL=${until}` }))
    expect(daily('20260304T083000')).toEqual(['2026-03-02', '2026-03-03'])
    expect(daily('20260304T090000')).toEqual(['2026-03-02', '2026-03-03', '2026-03-04'])
    expect(daily('20260304T083000Z')).toEqual(['2026-03-02', '2026-03-03', '2026-03-04'])
  })

  it('as a day is the day in the event’s zone, where it may be another one in UTC', () => {
    const evening = { start: '2026-03-03T03:00:00.000Z', end: '2026-03-03T04:00:00.000Z', timeZone: 'America/New_York' }
    expect(daysOf(eventOf({ ...evening, rrule: 'FREQ=DAILY;UNTIL=20260304' }))).toEqual([
      '2026-03-02',
      '2026-03-03',
      '2026-03-04',
    ])
  })

  it('by COUNT counts cancelled days, which are not replaced', () => {
    const event = eventOf({ rrule: 'FREQ=WEEKLY;COUNT=4', cancelled: ['2026-03-09', '2026-03-16'] })
    expect(daysOf(event)).toEqual(['2026-03-02', '2026-03-23'])
  })

  it('stays where it was when a series splits, whatever was cancelled before', () => {
    const whole = eventOf({ rrule: 'FREQ=WEEKLY;COUNT=4', cancelled: ['2026-03-09'] })
    expect(restFrom(whole, '2026-03-16', {})).toMatchObject({ rrule: 'FREQ=WEEKLY;COUNT=2' })
    expect(endedBefore(whole, '2026-03-16')).toMatchObject({ rrule: 'FREQ=WEEKLY;UNTIL=20260315' })
  })
})

describe('where the clocks change', () => {
  const daily = (start: string, timeZone: string) => eventOf({ rrule: 'FREQ=DAILY', start, end: start, timeZone })

  it('a time that a day skips comes as much later, and one that it has twice comes the first time', () => {
    const night = daily('2026-03-28T01:30:00.000Z', 'Europe/Berlin') // 02:30
    expect(starts(night, '2026-03-28T00:00:00Z', '2026-03-30T23:00:00Z')).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z', // 03:30: there is no 02:30
      '2026-03-30T00:30:00.000Z',
    ])
    expect(starts(night, '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-25T00:30:00.000Z', // 02:30 summer time; 01:30Z shows 02:30 again
      '2026-10-26T01:30:00.000Z',
    ])
  })

  it('midnight that a day skips still belongs to that day', () => {
    const midnight = daily('2018-11-02T03:00:00.000Z', 'America/Sao_Paulo')
    const shown = occurrencesOf(midnight, asked('2018-11-03T00:00:00Z', '2018-11-06T00:00:00Z'))
    expect(shown.map(({ day, start }) => [day, start])).toEqual([
      ['2018-11-03', '2018-11-03T03:00:00.000Z'],
      ['2018-11-04', '2018-11-04T03:00:00.000Z'], // 01:00
      ['2018-11-05', '2018-11-05T02:00:00.000Z'],
    ])
  })
})
