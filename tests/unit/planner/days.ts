import fc from 'fast-check'
import type { PlannerTask, Problem } from '../../../lib/domain/planner/solver/problem.ts'

/** Generated problems. Times are minutes from a Monday that begins at 0. */

const DAY = 1_440

export const taskOf = (fields: Partial<PlannerTask> & { id: string }): PlannerTask => ({
  title: fields.id,
  minutes: 30,
  priority: 'P3',
  due: null,
  deadline: null,
  earliest: null,
  dependsOnIds: [],
  waitsFor: [],
  avoid: [],
  previousStart: null,
  locked: null,
  ...fields,
})

type Shape = {
  days: number
  tasks: [number, number]
  sizes: number[]
  grid: number
  locked: boolean
  day: [number, number]
}

const optional = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { freq: 2, nil: null })

const tasksArb = ({ days, tasks: [least, most], sizes, grid, locked }: Shape) =>
  fc
    .array(
      fc.record({
        minutes: fc.constantFrom(...sizes),
        priority: fc.constantFrom('P1', 'P2', 'P3', 'P4'),
        due: optional(fc.integer({ min: -1, max: days + 3 }).map((day) => day * DAY)),
        deadline: optional(fc.integer({ min: 36, max: days * 96 }).map((slot) => slot * 15)),
        earliest: optional(fc.integer({ min: 0, max: days * 60 }).map((slot) => slot * 15)),
        previousStart: optional(fc.integer({ min: 36, max: days * 96 }).map((slot) => slot * 15)),
        after: fc.array(fc.nat(), { maxLength: 2 }),
        waits: fc.integer({ min: 0, max: 19 }),
        avoid: fc.array(
          fc.integer({ min: 0, max: days * 96 - 8 }).map((slot) => ({ start: slot * 15, end: slot * 15 + 120 })),
          { maxLength: 1 },
        ),
        lockedAt: fc.integer({ min: 0, max: 9 }),
        at: fc.integer({ min: 0, max: Math.floor((days * DAY) / grid) }),
      }),
      { minLength: least, maxLength: most },
    )
    .map((rows) =>
      rows.map(({ after, waits, lockedAt, at, ...fields }, i) => {
        const before = i === 0 ? [] : [...new Set(after.map((n) => `t${n % i}`))]
        const lock = locked && lockedAt === 0
        return taskOf({
          ...fields,
          id: `t${i}`,
          dependsOnIds: i % 3 === 0 ? before : [],
          waitsFor: waits === 0 ? ['elsewhere'] : [],
          locked: lock ? { start: at * grid, end: at * grid + fields.minutes } : null,
        })
      }),
    )

export const problemArb = (shape: Shape): fc.Arbitrary<Problem> =>
  fc
    .record({
      tasks: tasksArb(shape),
      buffer: fc.constantFrom(0, 5, 15, 15),
      maxFocus: fc.constantFrom(120, 240, 360),
      minBlock: fc.constantFrom(15, 30),
      maxBlock: fc.constantFrom(60, 90, 120),
      lunch: fc.boolean(),
      peak: fc.boolean(),
      events: fc.array(fc.record({ at: fc.nat(), minutes: fc.constantFrom(15, 30, 60, 120) }), {
        maxLength: shape.days * 3,
      }),
    })
    .map(({ tasks, events, lunch, peak, ...rules }) => {
      const [from, to] = shape.day
      const days = Array.from({ length: shape.days }, (_, day) => day)
      const noon = Math.floor((from + to) / 120) * 60
      const within = ({ at, minutes }: { at: number; minutes: number }, i: number) => {
        const start = (at % Math.floor((shape.days * DAY) / shape.grid)) * shape.grid
        const start1 = shape.days === 1 ? from + ((start % (to - from)) - (start % shape.grid)) : start
        return { id: `e${i}`, title: `Event ${i}`, start: start1, end: start1 + minutes }
      }
      const windows = days.flatMap((day) =>
        lunch
          ? [
              { day, start: day * DAY + from, end: day * DAY + noon },
              { day, start: day * DAY + noon + 60, end: day * DAY + to },
            ]
          : [{ day, start: day * DAY + from, end: day * DAY + to }],
      )
      const buffer = shape.grid >= 15 ? (rules.buffer >= 15 ? 15 : 0) : rules.buffer
      return {
        start: 0,
        end: shape.days * DAY,
        days: shape.days,
        windows,
        allWindows: windows,
        peaks: days.map((day) => (peak ? [{ start: day * DAY + from, end: day * DAY + from + 120 }] : [])),
        busy: events.map(within),
        tasks,
        rules: { ...rules, buffer },
      }
    })
