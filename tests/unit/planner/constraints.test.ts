import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Asked } from '../../../lib/domain/planner/facts/constraint.schema.ts'
import { datesOf, withConstraints } from '../../../lib/domain/planner/facts/constraints.ts'
import type { PlanFacts } from '../../../lib/domain/planner/facts/plan-facts.ts'
import { planOf } from '../../../lib/domain/planner/plan.ts'
import { understoodAs } from '../../../lib/domain/planner/wishes/summary.ts'
import { constraintsIn } from '../../../lib/domain/planner/wishes/wishes.ts'
import { wallClock } from '../../../lib/domain/time/zone.ts'
import { factsOf, taskOf } from './facts.ts'

const MONDAY = '2026-11-16'
const WEEK = datesOf({ first: MONDAY, days: 7 })
const [, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, , SUNDAY] = WEEK
const TASKS = [
  { id: 'report', title: 'Write the quarterly report' },
  { id: 'bank', title: 'Call the bank' },
  { id: 'aylin', title: 'Call Aylin' },
]

const read = (text: string, range = WEEK) => constraintsIn({ text, range, today: MONDAY, tasks: TASKS })
const rule = (kind: Asked['kind'], dates: (string | undefined)[], fields: Partial<Asked> = {}) => ({
  kind,
  dates,
  ...fields,
})

describe('a wish in words', () => {
  it.each([
    ['no meetings before 10', rule('noMeetings', WEEK, { end: '10:00' })],
    ['No calls after 4pm on Friday', rule('noMeetings', [FRIDAY], { start: '16:00' })],
    ['keep Friday afternoon free', rule('keepFree', [FRIDAY], { start: '12:00', end: '18:00' })],
    ['Keep Tuesday and Wednesday mornings free.', rule('keepFree', [TUESDAY, WEDNESDAY], { end: '12:00' })],
    ['gym at 6pm', rule('appointment', [MONDAY], { title: 'gym', start: '18:00', end: '19:00' })],
    ['gym at 6', rule('appointment', [MONDAY], { title: 'gym', start: '18:00', end: '19:00' })],
    ['dinner with Anna tonight at 8', rule('appointment', [MONDAY], { title: 'dinner with Anna', start: '20:00' })],
    [
      'Dentist 2-4pm on Wednesday',
      rule('appointment', [WEDNESDAY], { title: 'Dentist', start: '14:00', end: '16:00' }),
    ],
    ['lunch with Sam tomorrow from 12 to 1:30', rule('appointment', [TUESDAY], { start: '12:00', end: '13:30' })],
    ['doctor at 10:30 on Nov 19', rule('appointment', [THURSDAY], { title: 'doctor', start: '10:30' })],
    ['school run every day at 3pm for 30 minutes', rule('appointment', WEEK, { start: '15:00', end: '15:30' })],
    ['gym at 6pm for an hour and a half', rule('appointment', [MONDAY], { start: '18:00', end: '19:30' })],
    ['nap at 2pm for half an hour', rule('appointment', [MONDAY], { start: '14:00', end: '14:30' })],
    ['choir at 7pm for about two hours', rule('appointment', [MONDAY], { start: '19:00', end: '21:00' })],
    ['run at 7:15 am for 1.5h', rule('appointment', [MONDAY], { start: '07:15', end: '08:45' })],
    ['Keep Tuesday afternoon after 3pm free', rule('keepFree', [TUESDAY], { start: '15:00', end: '18:00' })],
    ['no meetings in the morning until 11', rule('noMeetings', WEEK, { end: '11:00' })],
    ['nothing before 9:30', rule('keepFree', WEEK, { end: '09:30' })],
    ['I stop working at 5', rule('keepFree', WEEK, { start: '17:00' })],
    ['start at 10', rule('keepFree', WEEK, { end: '10:00' })],
    ['I’m away on Tuesday', rule('keepFree', [TUESDAY])],
    ['nothing on Sunday', rule('keepFree', [SUNDAY])],
    ['at most 4 hours of focus', rule('focusHours', WEEK, { hours: 4 })],
    ['30 minutes between tasks', rule('buffer', WEEK, { minutes: 30 })],
    ['no meetings before half past nine', rule('noMeetings', WEEK, { end: '09:30' })],
    ['gym at quarter past six', rule('appointment', [MONDAY], { title: 'gym', start: '18:15', end: '19:15' })],
    ['gym at seven thirty p.m.', rule('appointment', [MONDAY], { start: '19:30', end: '20:30' })],
    ['piano at 15h30 on Thursday', rule('appointment', [THURSDAY], { start: '15:30', end: '16:30' })],
    ['keep Tuesday to Thursday mornings free', rule('keepFree', [TUESDAY, WEDNESDAY, THURSDAY], { end: '12:00' })],
    ['nothing on tue-thu', rule('keepFree', [TUESDAY, WEDNESDAY, THURSDAY])],
    ['nothing on the 19th of November', rule('keepFree', [THURSDAY])],
    ['I am away from Tuesday until Thursday', rule('keepFree', [TUESDAY, WEDNESDAY, THURSDAY])],
    ['no calls this afternoon', rule('noMeetings', [MONDAY], { start: '12:00', end: '18:00' })],
    ['at most four hours of focus', rule('focusHours', WEEK, { hours: 4 })],
    ['a quarter of an hour between tasks', rule('buffer', WEEK, { minutes: 15 })],
    ['one on one with Ana at 3pm', rule('appointment', [MONDAY], { title: 'one on one with Ana', start: '15:00' })],
    ['finish the report by noon', rule('task', [MONDAY], { taskId: 'report', end: '12:00' })],
    ['call the bank after 3pm tomorrow', rule('task', [TUESDAY], { taskId: 'bank', start: '15:00' })],
  ])('is understood: %s', (text, expected) => {
    const { asked, left } = read(text)
    expect(left).toEqual([])
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject(expected)
    if (!('start' in expected)) expect(asked[0]?.start).toBeUndefined()
  })

  it('may come with others, in one sentence', () => {
    const { asked, left } = read('No meetings before 10, and keep Friday afternoon free and gym at 6pm; be kind')
    expect(asked.map(({ kind, text }) => [kind, text])).toEqual([
      ['noMeetings', 'No meetings before 10'],
      ['keepFree', 'keep Friday afternoon free'],
      ['appointment', 'gym at 6pm'],
    ])
    expect(left).toEqual(['be kind'])
  })

  it.each([
    'be kind',
    'nothing',
    'keep it free',
    'block',
    'meeting at 25',
    'call by noon',
    'the usual',
    'keep Friday or Saturday free',
    'nothing on Monday, Nov 19',
    'gym at 4pm CET',
    'gym in 2 hours',
    'work',
    '?!',
    '',
  ])('is left alone where it is not sure: %s', (text) => expect(read(text).asked).toEqual([]))

  it('that names another day than those of the plan asks for nothing', () => {
    const [asked] = read('keep Friday free', [MONDAY]).asked
    expect(asked?.dates).toEqual([])
    expect(asked && understoodAs(asked, { first: MONDAY, days: 1, tasks: [] })).toBe('Not on a day of this plan')
  })

  it('is read in time that grows with its length, whatever it says', () => {
    const words = fc.constantFrom(
      'no',
      'keep',
      'at',
      '5',
      'pm',
      'to',
      'and',
      ',',
      'free',
      'Friday',
      'from',
      'on',
      'gym',
      '.',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 300 }), (text) => {
        const { asked, left } = read(text.join(' '))
        expect(asked.length + left.length).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 300, seed: 3 },
    )
  })
})

const weekOf = (zone: string, sizes: number[]): PlanFacts =>
  factsOf({
    first: MONDAY,
    days: 7,
    zone,
    tasks: [
      ...sizes.map((size, i) => taskOf({ id: `t${i}`, title: `Task ${i}`, size, priority: 'P2' })),
      ...TASKS.map((task) => taskOf({ ...task, size: 45, priority: 'P2' })),
    ],
  })

const heldBy = (facts: PlanFacts, text: string): PlanFacts => {
  const { asked, left } = constraintsIn({ text, range: datesOf(facts), today: MONDAY, tasks: facts.tasks })
  const constraints = asked.map((one) => ({ ...one, understood: understoodAs(one, facts), foundBy: 'lifeos' as const }))
  return withConstraints(facts, constraints, left)
}

describe('a plan', () => {
  const WISHES: [string, (block: { id: string; title: string; day: string; from: string; to: string }) => boolean][] = [
    ['no meetings before 10', ({ title, from }) => !title.startsWith('Call') || from >= '10:00'],
    ['keep Friday afternoon free', ({ day, from, to }) => day !== FRIDAY || to <= '12:00' || from >= '18:00'],
    ['nothing before 9:30', ({ from }) => from >= '09:30'],
    ['stop at 4pm', ({ to }) => to <= '16:00'],
    // With the buffer around it.
    ['yoga at 2pm on weekdays', ({ from, to }) => to <= '13:45' || from >= '15:15'],
    ['Tuesday off', ({ day }) => day !== TUESDAY],
    [
      'quarterly report after 1pm on Wednesday',
      ({ id, day, from }) => id !== 'report' || (day === WEDNESDAY && from >= '13:00'),
    ],
    [
      'call the bank by 11:00 on Thursday',
      ({ id, day, to }) => id !== 'bank' || (day === THURSDAY && to <= '11:00') || day < (THURSDAY ?? ''),
    ],
  ]

  it('holds every wish that was understood, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Auckland')
    const sizes = fc.array(fc.constantFrom(15, 30, 60, 120, 240), { maxLength: 12 })
    fc.assert(
      fc.property(zones, sizes, fc.subarray(WISHES, { minLength: 1 }), (zone, minutes, wishes) => {
        const facts = heldBy(weekOf(zone, minutes), wishes.map(([text]) => text).join(', '))
        expect([facts.constraints.length, facts.notUnderstood]).toEqual([wishes.length, []])
        for (const { taskId, title, startTime, endTime } of planOf(facts, 0).scheduledTasks) {
          const [from, to] = [startTime, endTime].map((time) =>
            new Date(wallClock(Date.parse(time), zone)).toISOString(),
          )
          const block = {
            id: taskId,
            title,
            day: from?.slice(0, 10) ?? '',
            from: from?.slice(11, 16) ?? '',
            to: to?.slice(11, 16) ?? '',
          }
          for (const [text, holds] of wishes) expect(holds(block), `${text}: ${JSON.stringify(block)}`).toBe(true)
        }
      }),
      { numRuns: 60, seed: 9 },
    )
  })

  it('says what was asked as the reason why a task has no place', () => {
    const facts = { ...heldBy(weekOf('UTC', [60]), 'keep Monday free'), days: 1 }
    const { unscheduledTasks } = planOf(facts, 0)
    expect(unscheduledTasks.map(({ constraint }) => constraint)).toEqual(['asked', 'asked', 'asked', 'asked'])
  })

  it('tells what was overdue before from what will be late', () => {
    const facts = weekOf('UTC', [])
    const due = (id: string, dueDate: string) => taskOf({ id, size: 60, priority: 'P2', dueDate })
    const tasks = [due('old', '2026-11-01'), due('late', MONDAY)]
    const plan = planOf({ ...heldBy({ ...facts, tasks }, 'nothing on Monday'), tasks }, 0)
    expect(plan.warnings).toEqual(['1 planned task overdue already', '1 task will be finished after the due date'])
  })

  it('shows what was understood, and warns of what was not', () => {
    const plan = planOf(heldBy(weekOf('UTC', [60]), 'no meetings before 10, juggle on Friday'), 0)
    expect(plan.constraints).toMatchObject([{ kind: 'noMeetings', text: 'no meetings before 10', foundBy: 'lifeos' }])
    expect(plan.constraints[0]?.understood).toContain('before 10:00')
    expect(plan.notUnderstood).toEqual(['juggle on Friday'])
    expect(plan.warnings.join()).toContain('juggle on Friday')
  })
})
