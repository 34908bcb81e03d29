import { describe, expect, it } from 'vitest'
import { CreateCalendarEvent } from '../../../lib/domain/calendar/calendar.schema.ts'
import { CreateTask } from '../../../lib/domain/tasks/task-input.schema.ts'
import { daysOfRule } from '../../../lib/domain/time/rrule.ts'
import { ruleProblem } from '../../../lib/domain/time/rrule-check.ts'
import { cpuMs } from '../../support/timing.ts'

describe('a rule is refused, with the part named, when', () => {
  it.each([
    ['COUNT', 'FREQ=DAILY;COUNT=3;UNTIL=20260101'],
    ['COUNT', 'FREQ=DAILY;COUNT=10001'],
    ['BYDAY', 'FREQ=WEEKLY;BYDAY=1MO'],
    ['BYDAY', 'FREQ=DAILY;BYDAY=-1FR'],
    ['BYDAY', 'FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO'],
    ['BYMONTHDAY', 'FREQ=WEEKLY;BYMONTHDAY=1'],
    ['BYMONTH', 'FREQ=YEARLY;BYMONTHDAY=1,8;BYDAY=22MO'],
    ['BYYEARDAY', 'FREQ=MONTHLY;BYYEARDAY=1'],
    ['BYWEEKNO', 'FREQ=MONTHLY;BYWEEKNO=1'],
    ['BYSETPOS', 'FREQ=MONTHLY;BYSETPOS=1'],
    ['BYSETPOS', 'FREQ=DAILY;BYDAY=MO;BYSETPOS=2'],
  ])('%s must not be so: %s', (part, rule) => {
    expect(ruleProblem(rule)).toContain(part)
  })

  it.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31',
    'FREQ=YEARLY;BYMONTH=3;BYDAY=6MO',
    'FREQ=YEARLY;BYMONTH=12;BYYEARDAY=1',
    'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6',
    'FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3',
    'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=-2',
    'FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=366',
  ])('it never comes up: %s', (rule) => {
    expect(ruleProblem(rule)).toBe('There is no such day')
  })

  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU', // every 28 years
    'FREQ=YEARLY;INTERVAL=400',
    'FREQ=YEARLY;BYWEEKNO=53',
    'FREQ=MONTHLY;BYDAY=5FR',
    'FREQ=DAILY;INTERVAL=999999999',
    'FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,3',
  ])('but not one that comes up rarely: %s', (rule) => {
    expect(ruleProblem(rule)).toBeNull()
  })

  it('tasks and events name the field and the part', () => {
    const rrule = 'FREQ=WEEKLY;BYDAY=2MO'
    for (const parsed of [
      CreateTask.safeParse({ title: 'Once more', area: 'Health', rrule }),
      CreateCalendarEvent.safeParse({ title: 'Once more', start: '2026-01-05', rrule }),
    ]) {
      expect(parsed.error?.issues[0]?.path).toEqual(['rrule'])
      expect(JSON.stringify(parsed.error?.issues)).toContain('BYDAY can have numbers only where FREQ is')
    }
  })
})

describe('the work for a rule is bounded:', () => {
  const all = { from: '2026-01-01', until: '2066-01-01', count: Number.POSITIVE_INFINITY }
  const always = () =>
    cpuMs(() => expect(daysOfRule('FREQ=DAILY', { ...all, start: '2026-01-01' }).length).toBeGreaterThan(14_000))

  it.each([
    ['dead days', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
    ['dead weeks', 'FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3'],
    ['dead months', 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30'],
    ['dead years', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31'],
    ['dead weeks of years', 'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6'],
    ['intervals beyond all time', 'FREQ=DAILY;INTERVAL=999999999'],
    ['months beyond all time', 'FREQ=MONTHLY;INTERVAL=999999999;BYMONTHDAY=1'],
    ['never in phase', 'FREQ=DAILY;INTERVAL=7;BYDAY=SU'],
    ['long lists', `FREQ=YEARLY;BYYEARDAY=${Array.from({ length: 120 }, (_, i) => i + 1)};BYSETPOS=366,-366`],
  ])('%s cost no more than days that always come up', (_, rule) => {
    const days = () => cpuMs(() => expect(daysOfRule(rule, { ...all, start: '2026-01-01' })).toEqual([]))
    const full = always()
    // The library alone would go on to the year 9999, 200 times as far.
    expect(Math.min(days(), days())).toBeLessThan(20 * full)
  })

  it('what lies before the range is not looked at', () => {
    const near = cpuMs(() => daysOfRule('FREQ=DAILY', { ...all, start: '2026-01-01' }))
    const old = { start: '1900-01-01', from: '2199-12-01', until: '2199-12-31', count: 40 }
    const far = () => cpuMs(() => expect(daysOfRule('FREQ=DAILY;INTERVAL=2', old)).toHaveLength(15))
    expect(Math.min(far(), far())).toBeLessThan(near)
  })
})
