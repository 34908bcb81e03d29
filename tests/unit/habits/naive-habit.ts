import type { HabitRecord } from '../../../lib/domain/habits/habit.fields.ts'
import type { History } from '../../../lib/domain/habits/history.ts'
import { wallDay } from './habits-support.ts'

/**
 * The rules of habits once more, slowly: lists of calendar days as strings, grouped by the name of their stretch, in
 * place of numbered days and slots.
 */

const step = (day: string, by: number): string => {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + by)
  return date.toISOString().slice(0, 10)
}
const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7
const range = (from: string, to: string): string[] => {
  const days: string[] = []
  for (let day = from; day <= to; day = step(day, 1)) days.push(day)
  return days
}

type Rule = { nameOf: (day: string) => string | null; times: number; per: number; amounts: boolean }

const ruleOf = (habit: HabitRecord, start: string, weekStart: number): Rule => {
  const wanted = habit.habitType === 'Build' || habit.habitType === 'Maintain'
  const amounts = habit.dailyTarget === null && wanted
  const weekOf = (day: string): string => (weekdayOf(day) === weekStart ? day : weekOf(step(day, -1)))
  const week = (times: number): Rule => ({ nameOf: weekOf, times, per: 7, amounts })
  const month = (times: number): Rule => ({ nameOf: (day) => day.slice(0, 7), times, per: 30, amounts })
  if (habit.weekdays.length > 0) {
    const nameOf = (day: string) => (habit.weekdays.includes(weekdayOf(day)) ? day : null)
    return { nameOf, times: habit.weekdays.length, per: 7, amounts: false }
  }
  if (habit.everyNDays !== null && habit.everyNDays > 1) {
    const n = habit.everyNDays
    const nameOf = (day: string) => {
      const days = (Date.parse(day) - Date.parse(start)) / 86_400_000
      return `stretch ${Math.floor(days / n)}`
    }
    return { nameOf, times: 1, per: n, amounts: false }
  }
  if (habit.frequency === 'Monthly') return month(habit.monthlyTarget ?? 1)
  if (habit.frequency === 'Weekly') return week(habit.weeklyTarget ?? 1)
  if (!habit.dailyTarget && habit.weeklyTarget) return week(habit.weeklyTarget)
  if (!habit.dailyTarget && habit.monthlyTarget) return month(habit.monthlyTarget)
  return { nameOf: (day) => day, times: 1, per: 1, amounts: false }
}

const reachedBy = ({ habitType, dailyTarget }: HabitRecord, amount: number | null): number => {
  if (!amount || !dailyTarget) return 1
  if (habitType === 'Reduce' || habitType === 'Quit') return amount > dailyTarget ? 0 : 1
  return amount >= dailyTarget ? 1 : amount / dailyTarget
}

export type NaiveCalendar = { now: number; zone: string; weekStart: number }

export const naiveStats = (habit: HabitRecord, history: History, { now, zone, weekStart }: NaiveCalendar) => {
  const today = wallDay(now, zone)
  const start = habit.startDate ?? wallDay(Date.parse(habit.createdAt), zone)
  const first = [start, ...history.logs.map(({ date }) => date)].sort()[0] ?? start
  const rule = ruleOf(habit, start, weekStart)
  const logOf = (day: string) => history.logs.find(({ date }) => date === day)
  const onPause = (day: string) =>
    habit.pauses.some(({ startDate, endDate }) => day >= startDate && (endDate === null || day <= endDate))
  const parts = (day: string): number => {
    const log = logOf(day)
    if (!log) return 0
    return rule.amounts ? (log.amount ?? 1) : reachedBy(habit, log.amount)
  }
  const full = (day: string): number => (rule.amounts ? parts(day) : Math.floor(parts(day)))

  // Every stretch that has a day up to today, with all of its days (31 on either side are enough to find them).
  const days = range(step(first, -31), step(today, 31))
  const stretches = Map.groupBy(days, (day) => rule.nameOf(day))
  const judged = [...stretches]
    .filter(([name, own]) => name !== null && own.some((day) => day >= first && day <= today))
    .map(([, own]) => {
      const begins = own[0] ?? ''
      const times = rule.per === 7 && own.length === 1 ? 1 : rule.times
      const open = own.filter((day) => day >= first && !onPause(day))
      const skipped = open.filter((day) => history.skips.includes(day)).length
      const share = (times * open.length) / own.length
      const asked = Math.round(share - skipped * Math.max(1, times / own.length))
      const past = own.filter((day) => day <= today)
      const done = past.reduce((sum, day) => sum + full(day), 0)
      const met = done >= Math.max(1, asked)
      const over = (own.at(-1) ?? '') < today
      return {
        begins,
        ends: own.at(-1) ?? '',
        met,
        rests: !met && asked <= 0,
        failed: !met && asked > 0 && over,
        past,
        asked,
      }
    })

  const text = judged.map(({ met, failed }) => (met ? 'x' : failed ? '-' : '')).join('')
  const runs = text.split('-')
  const current = runs.at(-1)?.length ?? 0
  const streak = judged.filter(({ met }) => met).slice(-current || judged.length + 1)
  const [oldest, newest] = [streak[0], streak.at(-1)]
  const spans =
    oldest && newest
      ? range(oldest.begins > first ? oldest.begins : first, newest.ends < today ? newest.ends : today).length
      : 0

  const recent = judged.filter(({ ends, met, failed }) => ends > step(today, -30) && (met || failed))
  const rates = recent.map(({ met, past, asked }) =>
    met ? 1 : Math.min(1, past.reduce((sum, day) => sum + parts(day), 0) / asked),
  )
  const completionRate = rates.length === 0 ? 0 : rates.reduce((a, b) => a + b) / rates.length

  const lived = range(first, today).filter((day) => {
    const log = logOf(day)
    if (log) return true
    return day !== today && !onPause(day) && !history.skips.includes(day)
  })
  const times = rule.amounts && rule.times > rule.per ? 1 : rule.times
  const m = 0.5 ** (Math.sqrt(times / rule.per) / 13)
  const strength = lived.reduce((score, _, i) => {
    const window = lived.slice(Math.max(0, i + 1 - rule.per), i + 1)
    const v = Math.min(1, window.reduce((sum, day) => sum + parts(day), 0) / rule.times)
    return score * m + v * (1 - m)
  }, 0)

  const within = (length: number) => history.logs.filter(({ date }) => date > step(today, -length)).length
  return {
    total: history.logs.length,
    last7Days: within(7),
    last30Days: within(30),
    currentStreak: current,
    longestStreak: Math.max(...runs.map(({ length }) => length)),
    streakDays: spans,
    completionRate,
    consistency: Math.min(
      100,
      70 * completionRate + 20 * Math.min(1, within(30) / 15) + Math.min(10, (spans / 30) * 10),
    ),
    strength,
  }
}
