import type { HabitRecord } from '../../habits/habit.fields.ts'
import { daysOf, type History } from '../../habits/history.ts'
import { scheduleOf, slotsBetween } from '../../habits/schedule.ts'
import { dayNumber, fromDayNumber, isoWeekday } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import { weekdayName } from './series.ts'
import { adjustedPValues, normalCdf } from './statistics.ts'

export type HabitPatterns = {
  completionPatterns: {
    pattern: string
    frequency: string
    context: string
    strength: 'weak' | 'moderate' | 'strong'
  }[]
  optimalTiming: { bestTimeOfDay: string; bestDayOfWeek: string; reasoning: string }
  correlations: {
    factor: string
    impact: 'positive' | 'negative' | 'neutral'
    strength: 'weak' | 'moderate' | 'strong'
    insights: string
  }[]
  recommendations: string[]
  confidence: number
}

export type HabitDay = { day: number; weekday: number; kept: boolean }

const WINDOW = 180
const LEAST = 14

/** The days of the last half year, up to yesterday, on which the habit was due, oldest first, without pauses and skips. */
export const dueDays = (
  habit: HabitRecord,
  history: History,
  { now, zone }: { now: number; zone: string },
): HabitDay[] => {
  const { schedule, days, window } = lastHalfYear(habit, history, { now, zone })
  return window
    .filter((day) => schedule.slotOf(day) !== null && !days.rested(day))
    .map((day) => ({ day, weekday: isoWeekday(fromDayNumber(day)), kept: days.share(day) >= 1 }))
}

/** One slot of a habit: a day, or several days ("3 times a week"), which have no weekday. */
export type SlotResult = { kept: boolean; weekday: number | null }

/** The slots of the last half year that have ended, oldest first; `kept` when the whole target was reached. */
export const habitSlots = (
  habit: HabitRecord,
  history: History,
  moment: { now: number; zone: string },
): SlotResult[] => {
  const { schedule, days, window } = lastHalfYear(habit, history, moment)
  const [first, last] = [window[0], window.at(-1)]
  if (first === undefined || last === undefined) return []
  return [...slotsBetween(schedule, first, last)].flatMap(({ from, to, times }) => {
    const own = window.filter((day) => day >= from && day <= to)
    if (to > last || from < first || own.every(days.rested)) return []
    const worth = own.reduce((sum, day) => sum + days.worth(day), 0)
    const kept = from === to ? days.share(from) >= 1 : worth >= times
    return [{ kept, weekday: from === to ? isoWeekday(fromDayNumber(from)) : null }]
  })
}

/** The days of the last half year up to yesterday, from the habit's first day on. */
const lastHalfYear = (habit: HabitRecord, history: History, { now, zone }: { now: number; zone: string }) => {
  const today = dayNumber(localDateOf(now, zone))
  const start = dayNumber(habit.startDate ?? localDateOf(Date.parse(habit.createdAt), zone))
  const schedule = scheduleOf(habit, { start, weekStart: 1 })
  const days = daysOf(habit, schedule, history, start)
  const from = Math.max(days.first, today - WINDOW)
  return { schedule, days, window: Array.from({ length: Math.max(0, today - from) }, (_, i) => from + i) }
}

type Share = { name: string; kept: number; of: number; rest: { kept: number; of: number } }

/**
 * On which weekdays a habit is kept more or less often than on the others, and whether one miss leads to another. Each is a
 * test of two shares (z-test with pooled variance); what is reported is significant at 5 % after correction for the number
 * of tests (Benjamini-Hochberg). Null below 14 days. Times of day are not logged. `slots`: those of the same days.
 */
export const habitPatterns = (days: HabitDay[], slots: SlotResult[] = days): HabitPatterns | null => {
  if (days.length < LEAST) return null
  const tests = [...weekdayShares(days), weekendShare(days), afterMiss(days)].filter(
    ({ of, rest }) => of >= 3 && rest.of >= 3,
  )
  const chances = adjustedPValues(tests.map(chanceOf))
  const found = tests
    .filter((_, i) => (chances[i] ?? 1) < 0.05)
    .sort((a, b) => Math.abs(difference(b)) - Math.abs(difference(a)))
  const [single, general] = [found.filter(({ name }) => DAYS.has(name)), found.filter(({ name }) => !DAYS.has(name))]
  return {
    completionPatterns: single.slice(0, 7).map((one) => ({
      pattern: `${difference(one) > 0 ? 'Kept more' : 'Kept less'} on ${one.name}s`,
      frequency: `${one.kept} of ${one.of} ${one.name}s`,
      context: `Other days: ${percent(one.rest)} %`,
      strength: strengthOf(difference(one)),
    })),
    optimalTiming: timing(days, single),
    correlations: general.map((one) => ({
      factor: one.name,
      impact: difference(one) > 0 ? 'positive' : 'negative',
      strength: strengthOf(difference(one)),
      insights: `Kept on ${percent(one)} % of such days, on ${percent(one.rest)} % of the others`,
    })),
    recommendations: recommendationsOf(single, general, slots),
    confidence: Math.min(0.9, 0.3 + days.length / 150),
  }
}

const NAMES = [1, 2, 3, 4, 5, 6, 7].map(weekdayName)
const DAYS = new Set(NAMES)
const WEEKEND = 'Weekends'
const MISSED = 'The day after a miss'

const share = (name: string, days: HabitDay[], belongs: (day: HabitDay, i: number) => boolean): Share => {
  const inside = days.filter(belongs)
  const kept = inside.filter((day) => day.kept).length
  const all = days.filter((day) => day.kept).length
  return { name, kept, of: inside.length, rest: { kept: all - kept, of: days.length - inside.length } }
}

const weekdayShares = (days: HabitDay[]): Share[] =>
  NAMES.map((name, i) => share(name, days, ({ weekday }) => weekday === i + 1))
const weekendShare = (days: HabitDay[]): Share => share(WEEKEND, days, ({ weekday }) => weekday >= 6)
/** Among the days that have one before them: those after a miss against the others. */
const afterMiss = (days: HabitDay[]): Share => {
  const missed = new Set(days.flatMap(({ kept }, i) => (kept ? [] : [days[i + 1]?.day ?? -1])))
  return share(MISSED, days.slice(1), ({ day }) => missed.has(day))
}

const rate = ({ kept, of }: { kept: number; of: number }): number => (of === 0 ? 0 : kept / of)
const percent = (part: { kept: number; of: number }): number => Math.round(100 * rate(part))
const difference = (one: Share): number => rate(one) - rate(one.rest)
const strengthOf = (by: number): 'weak' | 'moderate' | 'strong' =>
  Math.abs(by) >= 0.5 ? 'strong' : Math.abs(by) >= 0.25 ? 'moderate' : 'weak'

/** The two-sided p-value of the difference between two shares. */
export const chanceOf = (one: Share): number => {
  const pooled = (one.kept + one.rest.kept) / (one.of + one.rest.of)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / one.of + 1 / one.rest.of))
  return error === 0 ? 1 : 2 * (1 - normalCdf(Math.abs(difference(one)) / error))
}

const timing = (days: HabitDay[], found: Share[]): HabitPatterns['optimalTiming'] => {
  const best = weekdayShares(days)
    .filter(({ of }) => of > 0)
    .sort((a, b) => rate(b) - rate(a))[0]
  const sure = best && found.some(({ name, kept }) => name === best.name && kept === best.kept)
  return {
    bestTimeOfDay: 'Not logged',
    bestDayOfWeek: best?.name ?? 'Not known',
    reasoning: best
      ? `Kept on ${best.kept} of ${best.of} ${best.name}s${sure ? '' : '; the difference to other days may be chance'}`
      : 'No day has been asked for yet',
  }
}

const recommendationsOf = (single: Share[], general: Share[], slots: SlotResult[]): string[] => {
  const weak = single.filter((one) => difference(one) < 0).map(({ name }) => `${name}s`)
  const relapse = general.some((one) => one.name === MISSED && difference(one) < 0)
  const kept = slots.filter(({ kept: wasKept }) => wasKept).length / Math.max(1, slots.length)
  return [
    ...(weak.length > 0 ? [`Plan another time, or a smaller version, for ${weak.join(' and ')}`] : []),
    ...(relapse ? ['Never miss twice: after a miss do the smallest version the next day'] : []),
    ...(kept < 0.5
      ? ['Make it smaller until it is kept on most days']
      : kept >= 0.9
        ? ['It is established: keep its trigger as it is']
        : []),
  ]
}
