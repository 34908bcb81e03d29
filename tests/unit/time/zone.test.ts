import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, isoWeekday, startOfWeek } from '../../../lib/domain/time/dates.ts'
import { instantOf, isTimeZone, localDateOf, startOfDay, wallClock } from '../../../lib/domain/time/zone.ts'

/** Daylight saving at midnight (Sao Paulo until 2019, Beirut), at 2 (New York), by half an hour (Lord Howe), none (+14). */
const ZONES = [
  'America/Sao_Paulo',
  'Asia/Beirut',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'UTC',
]
const instants = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2035, 0, 1) })

describe('wall clocks', () => {
  it('agree with the runtime’s own formatting', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (instant, zone) => {
        const text = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(instant)
        expect(new Date(wallClock(instant, zone)).toISOString().slice(0, 19)).toBe(text.replace(' ', 'T'))
      }),
    )
  })

  it('lead back to an instant that shows them, the first of two', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (instant, zone) => {
        const wall = wallClock(instant, zone)
        const back = instantOf(wall, zone)
        expect(wallClock(back, zone)).toBe(wall)
        expect(back).toBeLessThanOrEqual(instant)
      }),
    )
  })

  it('that a spring-forward skips give the instant as far after the gap', () => {
    const skipped = Date.UTC(2026, 2, 8, 2, 30)
    expect(new Date(instantOf(skipped, 'America/New_York')).toISOString()).toBe('2026-03-08T07:30:00.000Z')
  })

  it('begin a day where midnight does not exist at one o’clock', () => {
    expect(new Date(startOfDay('2018-11-04', 'America/Sao_Paulo')).toISOString()).toBe('2018-11-04T03:00:00.000Z')
    expect(localDateOf(startOfDay('2018-11-04', 'America/Sao_Paulo'), 'America/Sao_Paulo')).toBe('2018-11-04')
  })

  it('begin a day 14 hours early on Kiritimati', () => {
    expect(new Date(startOfDay('2026-01-02', 'Pacific/Kiritimati')).toISOString()).toBe('2026-01-01T10:00:00.000Z')
  })

  it('exist only for IANA names', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', '', '../etc'].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('days', () => {
  const days = fc.integer({ min: -20_000, max: 60_000 }).map((n) => addDays('1970-01-01', n))

  it('add and subtract without loss', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -5_000, max: 5_000 }), (day, n) => {
        expect(daysBetween(day, addDays(day, n))).toBe(n)
      }),
    )
  })

  it('know their weekday and the start of their week', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 7 }), (day, weekStart) => {
        expect(isoWeekday(day)).toBe(new Date(`${day}T00:00:00Z`).getUTCDay() || 7)
        const start = startOfWeek(day, weekStart)
        expect(isoWeekday(start)).toBe(weekStart)
        expect(daysBetween(start, day)).toBeGreaterThanOrEqual(0)
        expect(daysBetween(start, day)).toBeLessThan(7)
      }),
    )
  })
})
