import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dailyDigest } from '../../../lib/domain/ai/core/daily-digest.ts'
import {
  chanceOf,
  dueDays,
  type HabitDay,
  habitPatterns,
  habitSlots,
} from '../../../lib/domain/ai/core/habit-patterns.ts'
import { logbookPatterns } from '../../../lib/domain/ai/core/logbook-patterns.ts'
import { streakRecovery } from '../../../lib/domain/ai/core/streak-recovery.ts'
import type { HabitRecord } from '../../../lib/domain/habits/habit.fields.ts'
import { HABIT } from '../../../lib/domain/habits/habit.ts'
import { addDays, dayNumber, fromDayNumber, isoWeekday } from '../../../lib/domain/time/dates.ts'

const moment = { now: Date.parse('2026-03-11T14:00:00Z'), zone: 'UTC' }
const today = '2026-03-11'

const days = (kept: (weekday: number, i: number) => boolean, count = 84): HabitDay[] =>
  Array.from({ length: count }, (_, i) => {
    const day = dayNumber(today) - count + i
    const weekday = isoWeekday(fromDayNumber(day))
    return { day, weekday, kept: kept(weekday, i) }
  })

const noise = (i: number) => {
  const x = Math.sin(i * 78.233) * 43758.5453
  return x - Math.floor(x)
}

describe('patterns of a habit', () => {
  test('the weekday on which it fails is named', () => {
    const found = habitPatterns(days((weekday, i) => weekday !== 5 && noise(i) < 0.9))
    expect(found?.completionPatterns[0]).toMatchObject({
      pattern: 'Kept less on Fridays',
      frequency: '0 of 12 Fridays',
      strength: 'strong',
    })
    expect(found?.recommendations[0]).toContain('Fridays')
  })

  test('a miss that draws others after it is named', () => {
    const runs = days((_, i) => Math.floor(i / 10) % 2 === 0)
    expect(habitPatterns(runs)?.correlations).toContainEqual(
      expect.objectContaining({ factor: 'The day after a miss', impact: 'negative', strength: 'strong' }),
    )
  })

  test('chance is hardly ever taken for a pattern', () => {
    const cases = Array.from({ length: 100 }, (_, seed) =>
      habitPatterns(days((_day, i) => noise(seed * 1_000 + i) < 0.6)),
    )
    const wrong = cases.filter(
      (found) => (found?.completionPatterns.length ?? 0) + (found?.correlations.length ?? 0) > 0,
    )
    expect(wrong.length).toBeLessThanOrEqual(12)
  })

  test('the chance of a difference does not depend on which side is called which', () => {
    const Side = fc.record({ of: fc.integer({ min: 1, max: 60 }), part: fc.double({ min: 0, max: 1, noNaN: true }) })
    fc.assert(
      fc.property(Side, Side, (a, b) => {
        const [one, other] = [a, b].map(({ of, part }) => ({ of, kept: Math.round(of * part) }))
        if (!one || !other) return
        expect(chanceOf({ name: '', ...one, rest: other })).toBeCloseTo(chanceOf({ name: '', ...other, rest: one }), 12)
      }),
    )
  })

  test('pauses, skips and days it is not asked for do not count', () => {
    const habit: HabitRecord = {
      ...(HABIT.defaults as HabitRecord),
      id: 'h',
      name: 'Read',
      area: 'Happiness',
      habitType: 'Build',
      frequency: 'Daily',
      weekdays: [1, 2, 3, 4, 5],
      startDate: '2026-02-23',
      createdAt: '2026-02-23T00:00:00.000Z',
      pauses: [{ startDate: '2026-03-02', endDate: '2026-03-03' }],
    }
    const logs = ['2026-02-23', '2026-02-24'].map((date) => ({ date, amount: null }))
    const asked = dueDays(habit, { logs, skips: ['2026-02-25'] }, moment)
    expect(asked.map(({ day }) => fromDayNumber(day))).toEqual([
      '2026-02-23',
      '2026-02-24',
      '2026-02-26',
      '2026-02-27',
      '2026-03-04',
      '2026-03-05',
      '2026-03-06',
      '2026-03-09',
      '2026-03-10',
    ])
    expect(asked.filter(({ kept }) => kept)).toHaveLength(2)
  })
})

describe('what a habit asked for', () => {
  const habit: HabitRecord = {
    ...(HABIT.defaults as HabitRecord),
    id: 'h',
    name: 'Run',
    area: 'Health',
    habitType: 'Build',
    frequency: 'Weekly',
    weeklyTarget: 3,
    startDate: '2026-02-09',
    createdAt: '2026-02-09T00:00:00.000Z',
  }
  const log = (date: string) => ({ date, amount: null })

  test('is a week where it is asked for by weeks: three runs of three are no miss on four days', () => {
    const full = ['2026-02-09', '2026-02-11', '2026-02-13'].map(log)
    const short = ['2026-02-17'].map(log)
    const asks = habitSlots(habit, { logs: [...full, ...short], skips: [] }, moment)
    expect(asks).toEqual([
      { kept: true, weekday: null },
      { kept: false, weekday: null },
      { kept: false, weekday: null },
      { kept: false, weekday: null },
    ])
  })

  test('is each of its days where it is asked for by days', () => {
    const daily: HabitRecord = { ...habit, frequency: 'Daily', weeklyTarget: null, startDate: '2026-03-08' }
    expect(habitSlots(daily, { logs: [log('2026-03-09')], skips: ['2026-03-08'] }, moment)).toEqual([
      { kept: true, weekday: 1 },
      { kept: false, weekday: 2 },
    ])
  })
})

describe('recovery of a streak', () => {
  const habit = { name: 'Read', trigger: 'After breakfast', dailyTarget: 20, habitType: 'Build' as const }
  const stats = { currentStreak: 0, longestStreak: 12, streakUnit: 'day' as const, strength: 0.4, total: 40 }

  test('begins with something small, and says how it was missed', () => {
    const found = streakRecovery(
      habit,
      stats,
      days((_, i) => i < 79),
    )
    expect(found.analysis).toEqual({
      currentStreak: 0,
      longestStreak: 12,
      recentMisses: 5,
      pattern: 'Missed 5 times in a row',
    })
    expect(found.recoveryPlan[0]).toEqual({ step: 'Do 5 instead of 20: Read', timeframe: 'Today', difficulty: 'easy' })
    expect(
      streakRecovery(
        habit,
        stats,
        days((weekday) => weekday !== 7),
      ).analysis.pattern,
    ).toBe('Missed mostly on Sundays')
  })

  test('asks for nothing where nothing was missed', () => {
    const found = streakRecovery(
      habit,
      stats,
      days(() => true),
    )
    expect(found).toMatchObject({ analysis: { recentMisses: 0 }, recoveryPlan: [{ step: 'Go on as you do' }] })
  })

  test('asks for nothing where it is well under way again', () => {
    const found = streakRecovery(
      habit,
      { ...stats, currentStreak: 5 },
      days((_, i) => i !== 78),
    )
    expect(found).toMatchObject({ analysis: { recentMisses: 1 }, recoveryPlan: [{ step: 'Go on as you do' }] })
    expect(found.motivationalInsights[0]).toBe('You have kept it 5 days in a row now')
  })

  test('always has a first step and counts the misses of the last 14 days', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (kept) => {
        const found = streakRecovery(
          habit,
          stats,
          days((_, i) => kept[i] ?? true, kept.length),
        )
        expect(found.recoveryPlan.length).toBeGreaterThan(0)
        expect(found.analysis.recentMisses).toBe(kept.slice(-14).filter((one) => !one).length)
      }),
    )
  })
})

const entry = (date: string, fields: object = {}) => ({
  date,
  title: null,
  notes: null,
  mood: null,
  energyLevel: null,
  habitIds: [],
  ...fields,
})

describe('the digest of a day', () => {
  test('tells sentences without the marks around their words', () => {
    const notes = '- **Learned:** ask earlier.\n\n**Grateful for** the `walk` in the evening.'
    const found = dailyDigest({ date: today, entries: [entry(today, { notes })], tasksDone: [] })
    expect(found.highlights.map(({ description }) => description)).toEqual([
      'Learned: ask earlier.',
      'Grateful for the walk in the evening.',
    ])
  })

  test('puts the most important task first and quotes what was learned and hard', () => {
    const done = (title: string, priority: 'P1' | 'P3') => ({
      title,
      priority,
      area: 'Day Job' as const,
      pointsPaid: 10,
    })
    const notes =
      '## Notes\n- I learned that tests help. Lunch was fine.\nStruggled with the deploy!\nTomorrow call Ana.'
    const found = dailyDigest({
      date: today,
      entries: [entry('2026-03-10', { energyLevel: 4 }), entry(today, { energyLevel: 7, mood: 'High', notes })],
      tasksDone: [done('Small', 'P3'), done('Big', 'P1')],
    })
    expect(found).toMatchObject({
      summary: '2 tasks done in Day Job, energy 7 of 10, mood high.',
      momentum: 'building',
      tomorrowFocus: ['Tomorrow call Ana.'],
      highlights: [
        { type: 'accomplishment', description: 'Big' },
        { type: 'accomplishment', description: 'Small' },
        { type: 'learning', description: 'I learned that tests help.' },
        { type: 'challenge', description: 'Struggled with the deploy!' },
      ],
    })
  })

  test('of an empty day says so', () =>
    expect(dailyDigest({ date: today, entries: [], tasksDone: [] })).toMatchObject({
      summary: 'No task done.',
      highlights: [],
      momentum: 'stable',
    }))
})

describe('patterns of the logbook', () => {
  const span = (energyOf: (weekday: number, i: number) => number, notesOf: (i: number) => string = () => 'ordinary') =>
    Array.from({ length: 56 }, (_, i) => {
      const date = addDays(today, i - 56)
      const energyLevel = energyOf(isoWeekday(date), i)
      return entry(date, { energyLevel, mood: energyLevel > 6 ? 'High' : 'Steady', notes: notesOf(i) })
    })

  test('a weekday and a word that go with energy are found', () => {
    const found = logbookPatterns(
      span(
        (weekday, i) => (weekday === 1 ? 2 : 6) + (i % 3 === 0 ? 2 : 0),
        (i) => (i % 3 === 0 ? 'Went running' : 'Stayed in'),
      ),
    )
    expect(found?.patterns.map(({ pattern }) => pattern)).toEqual(
      expect.arrayContaining(['Energy is lower on Mondays', 'Energy is higher on days with "running"']),
    )
    expect(found?.correlations).toMatchObject([{ factor1: 'Energy', factor2: 'Mood' }])
  })

  test('a rise is a trend, chance is not', () => {
    expect(logbookPatterns(span((_, i) => Math.round(2 + i / 10)))?.trends.energyTrend).toBe('improving')
    const quiet = logbookPatterns(span((_, i) => 1 + Math.floor(noise(i) * 9)))
    expect(quiet?.trends.energyTrend).toBe('stable')
  })

  test('a handful of entries says nothing', () => expect(logbookPatterns([entry(today)])).toBeNull())
})
