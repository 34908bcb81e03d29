import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HabitRecord } from '../../../lib/domain/habits/habit.fields.ts'
import { changeHabit, newHabit } from '../../../lib/domain/habits/habit.ts'
import { todayOf } from '../../../lib/domain/habits/stats.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'
import { habitWith } from './habits-support.ts'

const DAY = '2026-03-11'
const NOW = Date.parse(`${DAY}T12:00:00Z`)
const on = (day: string) => ({ today: day, zone: 'UTC', weekStart: 1 })

describe('pauses of a habit', () => {
  it('are open from the day it ceases to be active until the day before it is again', () => {
    const paused = changeHabit(habitWith({}), { isActive: false }, NOW, DAY)?.after as HabitRecord
    expect(paused).toMatchObject({ status: 'Paused', pauses: [{ startDate: DAY, endDate: null }] })
    expect(changeHabit(paused, { status: 'Archived' }, NOW, '2026-03-15')?.after.pauses).toEqual(paused.pauses)
    const back = changeHabit(paused, { isActive: true }, NOW, '2026-03-15')?.after
    expect(back).toMatchObject({ status: 'Active', pauses: [{ startDate: DAY, endDate: '2026-03-14' }] })
    expect(changeHabit(paused, { status: 'Active' }, NOW, DAY)?.after.pauses).toEqual([])
  })

  it('begin with a habit that is created inactive, and are those that are sent where any are', () => {
    const input = { name: 'Read', area: 'Health', habitType: 'Build', frequency: 'Daily' } as const
    expect(newHabit('U', 'H', { ...input, isActive: false }, NOW, DAY).after.pauses).toHaveLength(1)
    const pauses = [
      { startDate: '2026-05-01', endDate: null },
      { startDate: '2026-04-01', endDate: '2026-04-02' },
    ]
    const changed = changeHabit(habitWith({}), { status: 'Paused', pauses }, NOW, DAY)?.after
    expect(changed?.pauses.map(({ startDate }) => startDate)).toEqual(['2026-04-01', '2026-05-01'])
  })

  it('leave an archived habit archived for clients that only know isActive', () => {
    const archived = habitWith({ status: 'Archived', pauses: [{ startDate: DAY, endDate: null }] })
    expect(changeHabit(archived, { isActive: false }, NOW, DAY)).toBeNull()
  })

  it('are refused beyond 200', () => {
    const pauses = Array.from({ length: 200 }, () => ({ startDate: DAY, endDate: DAY }))
    const change = () => changeHabit(habitWith({ pauses }), { status: 'Paused' }, NOW, DAY)
    expect(change).toThrow(
      expect.objectContaining({ status: 400, details: [expect.objectContaining({ loc: ['body', 'status'] })] }),
    )
  })

  it('cover exactly the days a habit was inactive, whatever the order of switches', () => {
    const switches = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()), { maxLength: 20 })
    fc.assert(
      fc.property(switches, (list) => {
        let habit = habitWith({})
        let day = DAY
        const inactive = new Set<string>()
        for (const [wait, active] of list) {
          for (let i = 0; i < wait; i++) {
            if (habit.status !== 'Active') inactive.add(day)
            day = addDays(day, 1)
          }
          habit = changeHabit(habit, { isActive: active }, NOW, day)?.after ?? habit
        }
        const covered = (one: string) =>
          habit.pauses.some(({ startDate, endDate }) => startDate <= one && (endDate ?? addDays(day, -1)) >= one)
        for (let one = DAY; one < day; one = addDays(one, 1)) expect(covered(one), one).toBe(inactive.has(one))
      }),
    )
  })
})

describe('the habits of today', () => {
  const history = (...days: string[]) => ({ logs: days.map((date) => ({ date, amount: null })), skips: [] as string[] })

  it('are due until they are done or skipped', () => {
    expect(todayOf(habitWith({}), history(), on(DAY))).toMatchObject({ due: true, completed: false, done: 0, asked: 1 })
    expect(todayOf(habitWith({}), history(DAY), on(DAY))).toMatchObject({ due: false, completed: true, done: 1 })
    const skipped = todayOf(habitWith({}), { logs: [], skips: [DAY] }, on(DAY))
    expect(skipped).toMatchObject({ due: false, completed: false, skipped: true })
  })

  it('say what is asked for without the crumbs of binary fractions', () => {
    const pauses = [{ startDate: addDays(DAY, -1), endDate: addDays(DAY, -1) }]
    const weekly = habitWith({ frequency: 'Weekly', weeklyTarget: 42.435, pauses, startDate: '2026-01-01' })
    expect(todayOf(weekly, history(), on(DAY))).toMatchObject({ done: 0, asked: 36.372857 })
  })

  it('are not those that ask for nothing today, unless they were done', () => {
    const asleep = [
      habitWith({ weekdays: [1] }),
      habitWith({ startDate: '2026-03-12' }),
      habitWith({ pauses: [{ startDate: DAY, endDate: DAY }] }),
      habitWith({ status: 'Paused' }),
    ]
    for (const habit of asleep) {
      expect(todayOf(habit, history(), on(DAY))).toBeNull()
      expect(todayOf(habit, history(DAY), on(DAY))).toMatchObject({ completed: true, due: false })
    }
  })

  it('tell how full the week is', () => {
    const habit = habitWith({ frequency: 'Weekly', weeklyTarget: 2 })
    expect(todayOf(habit, history('2026-03-09'), on(DAY))).toMatchObject({ due: true, done: 1, asked: 2, unit: 'week' })
    const full = todayOf(habit, history('2026-03-09', '2026-03-10'), on(DAY))
    expect(full).toMatchObject({ due: false, completed: false, done: 2 })
  })

  it('are not complete with a part of the day’s target', () => {
    const part = { logs: [{ date: DAY, amount: 3 }], skips: [] }
    expect(todayOf(habitWith({ dailyTarget: 8 }), part, on(DAY))).toMatchObject({
      due: true,
      completed: false,
      amount: 3,
      target: 8,
    })
  })
})
