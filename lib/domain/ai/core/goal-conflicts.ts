import type { GoalRecord } from '../../goals/goal.fields.ts'
import { daysBetween } from '../../time/dates.ts'
import { likeness, rootOfWord, rootSet } from './likeness.ts'

type Goal = Pick<
  GoalRecord,
  | 'id'
  | 'title'
  | 'description'
  | 'area'
  | 'subCategory'
  | 'timeHorizon'
  | 'priority'
  | 'status'
  | 'targetDate'
  | 'parentGoalId'
>

export type GoalConflict = {
  goal1Id: string
  goal2Id: string
  conflictType: 'time' | 'resource' | 'priority' | 'values' | 'dependencies'
  description: string
  severity: 'low' | 'medium' | 'high' | 'critical'
  resolution: string
}

export type GoalLoad = {
  isOvercommitted: boolean
  overcommitmentScore: number
  conflicts: GoalConflict[]
  estimatedWeeklyHours: number
  sustainabilityRating: 'sustainable' | 'challenging' | 'unsustainable'
  recommendations: string[]
  confidence: number
}

/** Hours a week that a goal needs, by horizon and priority: near and important goals need more. Assumed, not measured. */
const HOURS = { Yearly: 2, Quarterly: 3, Monthly: 4, Weekly: 5, Daily: 3 }
const SHARE = { P1: 1.25, P2: 1, P3: 0.75, P4: 0.5 }
/** Hours a week besides work and sleep that a person can sustain, and from which it is too much. */
const SUSTAINABLE = 15
const TOO_MUCH = 25
const MOST = 20
const DORMANT = new Set(['Achieved', 'Abandoned', 'Planning'])
const RANK = { critical: 0, high: 1, medium: 2, low: 3 }

/** Pairs of open goals that conflict, worst first, and whether all goals together are too much. */
export const goalConflicts = (goals: Goal[]): GoalLoad => {
  const open = goals.filter(({ status }) => status !== 'Achieved' && status !== 'Abandoned')
  const pairs = open.flatMap((a, i) => open.slice(i + 1).map((b) => [a, b] as const))
  const conflicts = pairs
    .flatMap(([a, b]) => conflictOf(a, b) ?? [])
    .sort((a, b) => RANK[a.severity] - RANK[b.severity])
  const active = open.filter(({ status }) => !DORMANT.has(status))
  const hours =
    Math.round(active.reduce((sum, { timeHorizon, priority }) => sum + HOURS[timeHorizon] * SHARE[priority], 0) * 2) / 2
  const first = active.filter(({ priority }) => priority === 'P1').length
  return {
    isOvercommitted: hours > TOO_MUCH,
    overcommitmentScore: Math.min(100, Math.round((hours / TOO_MUCH) * 100)),
    conflicts: conflicts.slice(0, MOST),
    estimatedWeeklyHours: Math.min(168, hours),
    sustainabilityRating: hours <= SUSTAINABLE ? 'sustainable' : hours <= TOO_MUCH ? 'challenging' : 'unsustainable',
    recommendations: [
      ...(hours > TOO_MUCH
        ? [`Put some goals on hold: ${active.length} active goals ask for about ${hours} hours a week`]
        : []),
      ...(first > 3 ? [`${first} goals are P1: choose three`] : []),
      ...conflicts.slice(0, 3).map(({ resolution }) => resolution),
    ],
    confidence: open.length < 2 ? 0.5 : 0.65,
  }
}

type Found = Omit<GoalConflict, 'goal1Id' | 'goal2Id'>

const conflictOf = (a: Goal, b: Goal): GoalConflict | null => {
  const found = opposed(a, b) ?? parentage(a, b) ?? rivals(a, b) ?? twins(a, b)
  return found && { goal1Id: a.id, goal2Id: b.id, ...found }
}

/** Opposite words, for goals in the same area. */
const OPPOSITES = [
  ['save', 'buy spend travel renovate'],
  ['lose reduce less fewer cut quit', 'gain increase more bulk grow'],
  ['rest relax slow', 'hustle overtime double'],
].map((sides) => sides.map((words) => new Set((words ?? '').split(' ').map(rootOfWord))))

// Saving and spending money conflict whatever the money is for.
const SAVE = rootOfWord('save')

const says = (goal: Goal, words: Set<string> | undefined): string | null =>
  [...rootSet(goal.title)].find((word) => words?.has(word)) ?? null

const opposed = (a: Goal, b: Goal): Found | null => {
  if (a.area !== b.area) return null
  for (const [one, other] of OPPOSITES) {
    const pull = (says(a, one) && says(b, other)) || (says(a, other) && says(b, one))
    const same = likeness(about(a), about(b)) > 0 || one?.has(SAVE)
    if (pull && same)
      return {
        conflictType: 'values',
        description: `"${a.title}" and "${b.title}" pull in opposite directions`,
        severity: 'high',
        resolution: `Decide which of "${a.title}" and "${b.title}" comes first`,
      }
  }
  return null
}

const DIRECTIONS = new Set(OPPOSITES.flatMap((sides) => sides.flatMap((words) => [...words])))
const about = ({ title }: Goal): Set<string> => new Set([...rootSet(title)].filter((word) => !DIRECTIONS.has(word)))

/** A sub-goal with a higher priority, or a later end, than its parent. */
const parentage = (a: Goal, b: Goal): Found | null => {
  const [child, parent] = a.parentGoalId === b.id ? [a, b] : b.parentGoalId === a.id ? [b, a] : []
  if (!child || !parent) return null
  if (child.targetDate && parent.targetDate && child.targetDate > parent.targetDate)
    return {
      conflictType: 'dependencies',
      description: `"${child.title}" ends after "${parent.title}", which it is a part of`,
      severity: 'high',
      resolution: `Move one of the target dates of "${child.title}" and "${parent.title}"`,
    }
  if (child.priority < parent.priority)
    return {
      conflictType: 'priority',
      description: `"${child.title}" is ${child.priority}, what it serves only ${parent.priority}`,
      severity: 'low',
      resolution: `Give "${child.title}" and "${parent.title}" one priority`,
    }
  return null
}

const isFirst = ({ priority }: Goal): boolean => priority === 'P1' || priority === 'P2'
const NEAR_DAYS = 14

/** Two important goals in one area that are due at about the same time, or that are both P1 and near. */
const rivals = (a: Goal, b: Goal): Found | null => {
  if (!isFirst(a) || !isFirst(b) || a.parentGoalId === b.id || b.parentGoalId === a.id || a.area !== b.area) return null
  const apart = a.targetDate && b.targetDate ? Math.abs(daysBetween(a.targetDate, b.targetDate)) : null
  if (apart !== null && apart <= NEAR_DAYS)
    return {
      conflictType: 'time',
      description: `Both are important, of ${a.area}, and due within ${NEAR_DAYS} days of each other`,
      severity: a.priority === 'P1' && b.priority === 'P1' ? 'high' : 'medium',
      resolution: `Move the target date of "${a.title}" or "${b.title}"`,
    }
  if (a.priority === 'P1' && b.priority === 'P1' && a.subCategory !== null && a.subCategory === b.subCategory)
    return {
      conflictType: 'resource',
      description: `Both are P1 and ask for the same attention (${a.subCategory})`,
      severity: 'medium',
      resolution: `Let one of "${a.title}" and "${b.title}" wait`,
    }
  return null
}

/** Two goals that are nearly the same. */
const twins = (a: Goal, b: Goal): Found | null =>
  a.parentGoalId !== b.id &&
  b.parentGoalId !== a.id &&
  a.timeHorizon === b.timeHorizon &&
  likeness(rootSet(a.title), rootSet(b.title)) >= 0.6
    ? {
        conflictType: 'resource',
        description: `"${a.title}" and "${b.title}" are nearly the same`,
        severity: 'low',
        resolution: `Make one goal of "${a.title}" and "${b.title}"`,
      }
    : null
