import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTask } from '../../../lib/domain/ai/core/parse/parse-task.ts'
import { readingsOf } from '../../../lib/domain/text/read.ts'
import { addDays, isoWeekday } from '../../../lib/domain/time/dates.ts'
import { ruleProblem } from '../../../lib/domain/time/rrule-check.ts'
import { instantOf, localDateOf } from '../../../lib/domain/time/zone.ts'
import { known } from '../../eval/known.ts'

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const CODES = 'MO TU WE TH FR SA SU'.split(' ')

const Now = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2060-01-01') })
// Two that skip an hour of the day, one that skips half an hour, one that skips none.
const Zone = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu')
const Ahead = fc.integer({ min: 1, max: 300 })
const Minutes = fc.integer({ min: 0, max: 1439 })

const two = (n: number) => String(n).padStart(2, '0')
const suffix = (n: number) => (n > 3 && n < 21 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'))

/** A day in the ways that people write it. */
const daySpellings = (day: string): string[] => {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number]
  const [long, short, weekday] = [
    MONTHS[m - 1] ?? '',
    (MONTHS[m - 1] ?? '').slice(0, 3),
    DAYS[isoWeekday(day) - 1] ?? '',
  ]
  return [
    day,
    `${long} ${d}, ${y}`,
    `${d} ${short} ${y}`,
    `${short} ${d}${suffix(d)}`,
    `the ${d}${suffix(d)} of ${long.toLowerCase()}`,
    `${two(m)}/${two(d)}/${y}`,
    `${weekday}, ${short} ${d}`,
    `${weekday.slice(0, 3).toLowerCase()} ${d} ${long}`,
    `${d}.${m}.${y}`.replace(/^(\d{1,2})\.(\d{1,2})/u, (all) => (d > 12 ? all : `${d}.${two(m)}`)),
    `on ${long} the ${d}${suffix(d)}`,
  ]
}

const timeSpellings = (minutes: number): string[] => {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60]
  const [hour, half] = [h % 12 === 0 ? 12 : h % 12, h < 12 ? 'am' : 'pm']
  const spellings = [
    `${hour}:${two(m)}${half}`,
    `${hour}:${two(m)} ${half.toUpperCase()}`,
    `at ${hour}.${two(m)} ${half}`,
  ]
  if (h > 12 || h === 0) spellings.push(`at ${two(h)}:${two(m)}`)
  if (m === 0) spellings.push(`at ${hour} ${half}`, `${hour}${half}`)
  if (m === 15) spellings.push(`at quarter past ${hour} ${half}`)
  if (m === 30) spellings.push(`at half past ${hour} ${half}`)
  return spellings
}

describe('what is written out', () => {
  test('as a day is that day, in every spelling and zone', () => {
    fc.assert(
      fc.property(Now, Zone, Ahead, fc.nat(), (now, zone, ahead, n) => {
        const day = addDays(localDateOf(now, zone), ahead)
        const spellings = daySpellings(day)
        const text = `Pay rent ${spellings[n % spellings.length]}`
        const { dueDate, title, unparsed } = parseTask(text, { now, zone })
        expect({ text, dueDate, title, unparsed }).toEqual({ text, dueDate: day, title: 'Pay rent', unparsed: [] })
      }),
      { numRuns: 300 },
    )
  })

  test('as a day and a time is that instant, also where clocks are put forward', () => {
    fc.assert(
      fc.property(Now, Zone, Ahead, Minutes, fc.nat(), (now, zone, ahead, minutes, n) => {
        const day = addDays(localDateOf(now, zone), ahead)
        const times = timeSpellings(minutes)
        const text = `Pay rent ${day} ${times[n % times.length]}`
        const { scheduledStart, title } = parseTask(text, { now, zone })
        const instant = instantOf(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000, zone)
        expect({ text, scheduledStart, title }).toEqual({
          text,
          scheduledStart: new Date(instant).toISOString(),
          title: 'Pay rent',
        })
      }),
      { numRuns: 300 },
    )
  })

  test('as a rule is that rule', () => {
    const Weekdays = fc.uniqueArray(fc.constantFrom(1, 2, 3, 4, 5, 6, 7), { minLength: 1, maxLength: 4 })
    const Nth = fc.constantFrom(1, 2, 3, 4, -1)
    fc.assert(
      fc.property(Now, Zone, Weekdays, Nth, fc.integer({ min: 2, max: 40 }), (now, zone, weekdays, nth, n) => {
        const names = weekdays.map((on) => DAYS[on - 1] ?? '')
        const codes = [...weekdays].sort((a, b) => a - b).map((on) => CODES[on - 1])
        const place = nth < 0 ? 'last' : `${nth}${suffix(nth)}`
        const [first = ''] = names
        const cases: [string, string][] = [
          [`every ${names.join(', ')}`, `FREQ=WEEKLY;BYDAY=${codes.join(',')}`],
          [`every ${n} weeks on ${names.join(' and ')}`, `FREQ=WEEKLY;INTERVAL=${n};BYDAY=${codes.join(',')}`],
          [`every ${n} days`, `FREQ=DAILY;INTERVAL=${n}`],
          [`every ${place} ${first} of the month`, `FREQ=MONTHLY;BYDAY=${nth}${CODES[(weekdays[0] ?? 1) - 1]}`],
          [
            `the ${place} ${first} of every ${n} months`,
            `FREQ=MONTHLY;INTERVAL=${n};BYDAY=${nth}${CODES[(weekdays[0] ?? 1) - 1]}`,
          ],
          [`every day for ${n} times`, `FREQ=DAILY;COUNT=${n}`],
        ]
        for (const [text, rule] of cases) {
          const { rrule, title } = parseTask(`Pay rent ${text}`, { now, zone })
          expect({ text, rrule, title }).toEqual({ text, rrule: rule, title: 'Pay rent' })
        }
      }),
      { numRuns: 40 },
    )
  })
})

const Words = fc.constantFrom(
  ...known.flatMap(({ text }) => text.split(' ')),
  ...'every each last first 2nd of the until from except and or to - , at in on for next friday mondays june may 5pm noon 3 1030 week month day year twice CET'.split(
    ' ',
  ),
)
const Sentence = fc.array(Words, { maxLength: 20 }).map((words) => words.join(' '))

test('chains that share words with one that was not understood go with it', () => {
  const { title, dueDate, unparsed } = parseTask('from friday in tonight', {
    now: 1_577_836_800_000,
    zone: 'America/New_York',
  })
  expect({ title, dueDate, unparsed }).toEqual({
    title: 'from friday in tonight',
    dueDate: null,
    unparsed: ['from friday in tonight'],
  })
})

describe('whatever is typed', () => {
  test('words that say nothing about time stay in the title, in their order', () => {
    fc.assert(
      fc.property(Sentence, Now, Zone, (text, now, zone) => {
        const head = text.replace(
          /[#@!"]|\bp[1-4]\b|urgent|asap|prio\S*|critical|important|high|medium|low|normal|someday|whenever|eventually/giu,
          '',
        )
        const { title } = parseTask(head, { now, zone })
        const spans = readingsOf(head, localDateOf(now, zone)).flatMap(({ mentions }) => mentions)
        const kept = spans.reduce(
          (so, { start, end }) => so.slice(0, start) + ' '.repeat(end - start) + so.slice(end),
          head,
        )
        let from = 0
        for (const word of kept.match(/\p{L}{4,}/gu) ?? []) {
          const at = title.indexOf(word, from)
          expect(at, `${word} of ${head} in ${title}`).toBeGreaterThanOrEqual(0)
          from = at
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('what is recognized stands in order, and what is reported is part of the title', () => {
    fc.assert(
      fc.property(Sentence, Now, Zone, (text, now, zone) => {
        const readings = readingsOf(text, localDateOf(now, zone))
        const spans = readings.flatMap(({ mentions }) => mentions)
        for (const [i, { start, end }] of spans.entries()) {
          expect(start).toBeLessThan(end)
          expect(start).toBeGreaterThanOrEqual(spans[i - 1]?.end ?? 0)
        }
        const { title, unparsed } = parseTask(text, { now, zone })
        for (const part of unparsed) for (const word of part.split(/[\s\p{P}]+/u)) expect(title).toContain(word)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a task either repeats as said or not at all: no rule stands with an unread one', () => {
    fc.assert(
      fc.property(Sentence, Now, Zone, (text, now, zone) => {
        const { rrule, repeatFrom, dueDate } = parseTask(text, { now, zone })
        expect(rrule === null).toBe(repeatFrom === null)
        if (rrule)
          expect({ dueDate: dueDate !== null, problem: ruleProblem(rrule) }).toEqual({ dueDate: true, problem: null })
      }),
      { numRuns: 500 },
    )
  })
})
