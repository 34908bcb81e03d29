import fc from 'fast-check'
import { feedEvent } from '../../../../lib/domain/calendar/ics/feed/blank-event.ts'
import type { IcsEvent } from '../../../../lib/domain/calendar/ics/ics-event.ts'
import { addDays } from '../../../../lib/domain/time/dates.ts'
import { instantOf } from '../../../../lib/domain/time/zone.ts'

const text = fc
  .oneof(
    fc.constantFrom('Größe; a, b\\c\nnext: "quoted"', '🎶'.repeat(60), `${'x'.repeat(75)} y`, 'BEGIN:VEVENT', '\\n'),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
  )
  .map((one) =>
    one
      .toWellFormed()
      .replace(/[\p{Cc}]/gu, ' ')
      .trim(),
  )

/** None whose rules change from one release of the zone data to the next: Python brings data of its own. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Santiago',
  '+05:53',
]
const RULES = [
  'FREQ=DAILY',
  'FREQ=DAILY;INTERVAL=3;COUNT=9',
  'FREQ=WEEKLY;BYDAY=MO,TH',
  'FREQ=MONTHLY;BYDAY=-1FR',
  'FREQ=YEARLY',
]

/** Events of every kind that is written: single ones, days, series with exclusions, alarms. */
export const anyEvent: fc.Arbitrary<IcsEvent> = fc
  .record({
    id: fc.stringMatching(/^[0-9A-Z]{10}$/),
    zone: fc.constantFrom(...ZONES),
    day: fc.integer({ min: 0, max: 1_500 }).map((days) => addDays('2025-01-01', days)),
    minute: fc.integer({ min: 0, max: 1_439 }),
    length: fc.integer({ min: 0, max: 2_880 }),
    rrule: fc.option(fc.constantFrom(...RULES)),
    allDay: fc.boolean(),
    isFloating: fc.boolean(),
    summary: text,
    description: text,
    alarms: fc.uniqueArray(fc.integer({ min: -60, max: 1_440 }), { maxLength: 2 }),
    free: fc.boolean(),
  })
  .map(({ id, zone, day, minute, length, rrule, allDay, summary, description, free, ...one }) => {
    const timeZone = allDay || one.isFloating ? 'Europe/Berlin' : zone
    const from = instantOf(Date.parse(`${day}T00:00:00Z`) + minute * 60_000, timeZone)
    const timed = { start: new Date(from).toISOString(), end: new Date(from + length * 60_000).toISOString() }
    const days = { start: day, end: addDays(day, 1 + Math.floor(length / 1_440)) }
    return feedEvent({ id, version: 1 + (length % 5), updatedAt: '2026-01-01T00:00:00.000Z' }, 'event', {
      ...(allDay ? days : timed),
      summary,
      description: description || null,
      timeZone,
      rrule,
      isFloating: one.isFloating && !allDay,
      exdates: rrule ? [allDay ? addDays(day, 3) : new Date(from + 3 * 86_400_000).toISOString()] : [],
      alarms: [...one.alarms].sort((a, b) => a - b),
      transparency: free ? 'free' : 'busy',
    })
  })
