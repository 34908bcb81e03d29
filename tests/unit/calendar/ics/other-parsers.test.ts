import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { dueTodo } from '../../../../lib/domain/calendar/ics/feed/task-items.ts'
import type { IcsEvent } from '../../../../lib/domain/calendar/ics/ics-event.ts'
import { writeCalendar } from '../../../../lib/domain/calendar/ics/write/write-calendar.ts'
import { wallClock } from '../../../../lib/domain/time/zone.ts'
import { read, sample } from './support.ts'
import { anyEvent } from './written-events.ts'

/** What each parser has to find of an event: texts, and times as days, as instants, or as digits of a clock. */
type Found = {
  uid: string
  summary: string
  description: string
  start: string
  end: string
  recurrenceId: string
  exdates: string[]
  rule: string
}

const SAMPLES = ['google', 'outlook', 'exchange', 'apple', 'fastmail', 'nextcloud', 'thunderbird', 'airbnb', 'tripit']

const events: IcsEvent[] = [
  ...SAMPLES.flatMap((name) => read(sample(name)).events),
  ...fc.sample(anyEvent, { numRuns: 150, seed: 7 }),
]
const text = [
  ...writeCalendar(
    { name: 'Größe, und; mehr' },
    events.map((event) => ({ event })),
  ),
].join('')

const digits = (instant: string, { isFloating, timeZone }: IcsEvent): string => {
  if (instant.length === 10) return instant
  return isFloating
    ? new Date(wallClock(Date.parse(instant), timeZone)).toISOString().slice(0, 19)
    : instant.replace('.000Z', 'Z')
}

/** The parts of a rule in one order; some leave out what is so by default, or write UNTIL with hyphens. */
const partsOf = (rule: string): string =>
  rule
    .split(';')
    .map((part) => (part.startsWith('UNTIL') ? part.replace(/[-:]|\.\d+/g, '') : part))
    .filter((part) => part !== 'WKST=MO')
    .sort()
    .join(';')

const expected: Found[] = events.map((event) => ({
  uid: event.uid,
  summary: event.summary,
  description: event.description ?? '',
  start: digits(event.start, event),
  end: digits(event.end, event),
  recurrenceId: event.recurrenceId ? digits(event.recurrenceId, event) : '',
  exdates: event.exdates.map((one) => digits(one, event)).sort(),
  rule: partsOf(event.rrule ?? ''),
}))

/** Excluded days of a series with a time are written as instants: those who compare days cannot tell. */
const alike = (found: Found[]) =>
  found.map((one) => ({
    ...one,
    exdates: one.exdates.map((date) => date.slice(0, 10)),
    rule: one.rule.replace(/Z$/, ''),
  }))

describe('what we write', () => {
  it('ical.js reads alike', () => {
    const calendar = new ICAL.Component(ICAL.parse(text))
    const time = (value: unknown): string => {
      if (!(value instanceof ICAL.Time)) return ''
      if (value.isDate) return value.toString()
      const isFloating = value.zone === ICAL.Timezone.localTimezone
      return isFloating ? value.toString() : new Date(value.toUnixTime() * 1_000).toISOString().replace('.000Z', 'Z')
    }
    const found = calendar.getAllSubcomponents('vevent').map(
      (event): Found => ({
        uid: String(event.getFirstPropertyValue('uid')),
        summary: String(event.getFirstPropertyValue('summary') ?? ''),
        description: String(event.getFirstPropertyValue('description') ?? ''),
        start: time(event.getFirstPropertyValue('dtstart')),
        end: time(event.getFirstPropertyValue('dtend')),
        recurrenceId: time(event.getFirstPropertyValue('recurrence-id')),
        exdates: event
          .getAllProperties('exdate')
          .flatMap((property) => property.getValues().map(time))
          .sort(),
        rule: partsOf(String(event.getFirstPropertyValue('rrule') ?? '')),
      }),
    )
    expect(alike(found)).toEqual(alike(expected))
  })

  // Set ICALENDAR_PYTHON to an interpreter that has it, such as one of a virtual environment.
  const python = process.env.ICALENDAR_PYTHON ?? 'python3'
  const hasIcalendar = spawnSync(python, ['-c', 'import icalendar']).status === 0

  it.skipIf(!hasIcalendar)('icalendar of Python reads alike (needs a Python with the package icalendar)', () => {
    const { stdout, stderr } = spawnSync(python, ['-W', 'ignore', '-c', PROGRAM], { input: text, maxBuffer: 1e9 })
    expect(stderr.toString()).toBe('')
    const found: Found[] = JSON.parse(stdout.toString())
    expect(alike(found.map((one) => ({ ...one, exdates: one.exdates.sort(), rule: partsOf(one.rule) })))).toEqual(
      alike(expected),
    )
  })

  it('as a task ical.js reads alike', () => {
    const todo = dueTodo({
      id: 't',
      version: 3,
      updatedAt: '2026-03-01T10:00:00.123Z',
      title: 'Buy milk; bread',
      description: null,
      dueDate: '2026-03-05',
      status: 'Done',
      completedDate: '2026-03-04T10:00:00.000Z',
      priority: 'P2',
      labels: ['home'],
    } as never)
    const written = [...writeCalendar({ name: 'Tasks' }, todo ? [{ todo }] : [])].join('')
    const task = new ICAL.Component(ICAL.parse(written)).getFirstSubcomponent('vtodo')
    const values = ['summary', 'due', 'status', 'completed', 'priority', 'sequence', 'dtstamp'].map((name) =>
      String(task?.getFirstPropertyValue(name)),
    )
    const times = ['2026-03-04T10:00:00Z', '3', '2', '2026-03-01T10:00:00Z']
    expect(values).toEqual(['Buy milk; bread', '2026-03-05', 'COMPLETED', ...times])
  })
})

const PROGRAM = `
import sys, json, datetime as dt, icalendar
def time(v):
    if v is None: return ''
    v = v.dt
    if not isinstance(v, dt.datetime): return v.isoformat()
    if v.tzinfo is None: return v.strftime('%Y-%m-%dT%H:%M:%S')
    return v.astimezone(dt.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
def many(v):
    return [time(d) for one in (v if isinstance(v, list) else [v] if v else []) for d in one.dts]
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps([dict(
    uid=str(e['UID']), summary=str(e.get('SUMMARY', '')), description=str(e.get('DESCRIPTION', '')),
    start=time(e['DTSTART']), end=time(e['DTEND']), recurrenceId=time(e.get('RECURRENCE-ID')),
    exdates=many(e.get('EXDATE')), rule=e['RRULE'].to_ical().decode() if 'RRULE' in e else '',
) for e in calendar.walk('VEVENT')]))
`
