import type { HabitRecord } from '../../habits/habit.fields.ts'
import type { HabitStats } from '../../habits/stats.schema.ts'
import type { SlotResult } from './habit-patterns.ts'
import { weekdayName } from './series.ts'

export type StreakRecovery = {
  analysis: { currentStreak: number; longestStreak: number; recentMisses: number; pattern: string }
  recoveryPlan: { step: string; timeframe: string; difficulty: 'easy' | 'moderate' | 'hard' }[]
  motivationalInsights: string[]
  adjustmentSuggestions: string[]
  confidence: number
}

const RECENT = 14
/** So many times in a row are a streak again. */
const RUN = 3

/**
 * How to get back into a habit: smaller at first, then every day, then as usual: "scale it down" and "never miss twice" (Clear,
 * Atomic Habits, 2018); one miss does not undo a habit (Lally et al., "How are habits formed", 2010).
 * `slots`: those up to yesterday (habitSlots). A habit kept three times in a row needs no recovery.
 */
export const streakRecovery = (
  habit: Pick<HabitRecord, 'name' | 'trigger' | 'dailyTarget' | 'habitType'>,
  stats: Pick<HabitStats, 'currentStreak' | 'longestStreak' | 'streakUnit' | 'strength' | 'total'>,
  slots: SlotResult[],
): StreakRecovery => {
  const recent = slots.slice(-RECENT)
  const runs = recent.length >= RUN && recent.slice(-RUN).every(({ kept }) => kept)
  const misses = recent.filter(({ kept }) => !kept)
  const { currentStreak, longestStreak } = stats
  return {
    analysis: { currentStreak, longestStreak, recentMisses: misses.length, pattern: patternOf(recent, misses) },
    recoveryPlan: misses.length === 0 || runs ? KEEP : planOf(habit, misses.length),
    motivationalInsights: insightsOf(stats, recent),
    adjustmentSuggestions: adjustmentsOf(habit, recent, misses),
    confidence: Math.min(0.85, 0.3 + slots.length / 60),
  }
}

const patternOf = (recent: SlotResult[], misses: SlotResult[]): string => {
  if (recent.length === 0) return 'Nothing was asked for yet'
  if (misses.length === 0) return `Kept all of the last ${recent.length} times`
  const run = recent.length - 1 - recent.findLastIndex(({ kept }) => kept)
  if (run >= 3) return `Missed ${run} times in a row`
  const dated = misses.flatMap(({ weekday }) => (weekday === null ? [] : [weekday]))
  const counted = [...Map.groupBy(dated, (weekday) => weekday).entries()].sort((a, b) => b[1].length - a[1].length)
  const [weekday, same] = counted[0] ?? [1, []]
  if (same.length >= 2 && same.length * 2 >= misses.length) return `Missed mostly on ${weekdayName(weekday)}s`
  return `Missed ${misses.length} of the last ${recent.length} times`
}

const KEEP: StreakRecovery['recoveryPlan'] = [{ step: 'Go on as you do', timeframe: 'This week', difficulty: 'easy' }]

const planOf = (
  { name, habitType, trigger, dailyTarget }: Parameters<typeof streakRecovery>[0],
  misses: number,
): StreakRecovery['recoveryPlan'] => {
  const quits = habitType === 'Quit' || habitType === 'Reduce'
  const small = quits
    ? `Go one day without: ${name}`
    : dailyTarget && dailyTarget > 1
      ? `Do ${Math.max(1, Math.round(dailyTarget / 4))} instead of ${dailyTarget}: ${name}`
      : `Do two minutes of it: ${name}`
  return [
    { step: small, timeframe: 'Today', difficulty: 'easy' },
    {
      step: trigger ? `Tie it to "${trigger.slice(0, 200)}" again` : 'Tie it to something you do every day',
      timeframe: 'The next 3 days',
      difficulty: 'easy',
    },
    { step: 'After a miss, do the small version the next day', timeframe: 'The next week', difficulty: 'moderate' },
    ...(misses >= 5
      ? [{ step: 'Go back to the full version', timeframe: 'In the second week', difficulty: 'moderate' as const }]
      : []),
  ]
}

const insightsOf = (
  { currentStreak, longestStreak, streakUnit, strength, total }: Parameters<typeof streakRecovery>[1],
  recent: SlotResult[],
): string[] => {
  const kept = recent.filter((day) => day.kept).length
  return [
    ...(currentStreak > 2
      ? [`You have kept it ${currentStreak} ${UNITS[streakUnit]} in a row now`]
      : longestStreak > 1
        ? [`You have kept it ${longestStreak} ${UNITS[streakUnit]} in a row before`]
        : []),
    ...(kept > 0 && kept < recent.length ? [`It was kept ${kept} of the last ${recent.length} times`] : []),
    ...(strength >= 0.3
      ? ['It is well under way: a few misses do not undo it']
      : total > 0
        ? ['A single miss changes little; two in a row begin a new habit']
        : []),
  ]
}
const UNITS = { day: 'days', week: 'weeks', month: 'months', interval: 'times' }

const adjustmentsOf = (
  { trigger, dailyTarget }: Parameters<typeof streakRecovery>[0],
  recent: SlotResult[],
  misses: SlotResult[],
): string[] => {
  const rate = recent.length === 0 ? 1 : 1 - misses.length / recent.length
  const weekend = misses.filter(({ weekday }) => (weekday ?? 0) >= 6).length
  return [
    ...(rate < 0.5 && dailyTarget && dailyTarget > 1
      ? [`Lower the target to ${Math.max(1, Math.round(dailyTarget / 2))}`]
      : []),
    ...(rate < 0.5 && !(dailyTarget && dailyTarget > 1) ? ['SlotResult for it on fewer days of the week'] : []),
    ...(misses.length >= 3 && weekend * 2 > misses.length
      ? ['SlotResult for it on workdays only, or give weekends a time of their own']
      : []),
    ...(trigger ? [] : ['Give it a trigger: after what do you do it?']),
  ]
}
