import type { Task } from '../../tasks/task.schema.ts'
import { type DateString, daysBetween } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import type { Priority } from '../../vocabulary.ts'

type Ranked = { priority: Priority; status: string; targetDate?: string | null }
export type PriorityFacts = {
  task: Task
  /** Tasks that it waits for. */
  blockers: Pick<Task, 'id' | 'title' | 'status'>[]
  goals: (Ranked & { title: string })[]
  projects: { name: string; priority: Priority; impact: number; status: string }[]
  /** Other open tasks. */
  others: Pick<Task, 'id' | 'title' | 'dueDate' | 'priority' | 'dependsOnIds'>[]
}

export type PriorityAdvice = {
  recommendedPriority: Priority
  reasoning: string
  urgencyScore: number
  impactScore: number
  confidence: number
  factors: string[]
}

type Part = { score: number; factor: string | null }

/**
 * Urgency and importance (Eisenhower's matrix), each 0 to 10. Urgency follows from the due day, or from the day before that of a
 * task that waits for this one, plus 1 if more than 2 hours a day are left to do. Impact is that of the most important goal or
 * project, plus waiting tasks. P1 from a mean of 7 (or both from 6.5), P2 from 5, P3 from 3.
 */
export const priorityAdvice = (facts: PriorityFacts, { now, zone }: { now: number; zone: string }): PriorityAdvice => {
  const today = localDateOf(now, zone)
  const urgency = urgencyOf(facts, today)
  const impact = impactOf(facts)
  const open = facts.blockers.filter(({ status }) => status !== 'Done' && status !== 'Cancelled')
  const factors = [...urgency, ...impact].map(({ factor }) => factor).filter((factor) => factor !== null)
  const waits = open.map(({ title }) => `Waits for "${title}"`)
  const [u, i] = [top(urgency), top(impact)]
  const recommended = levelOf(u, i)
  return {
    recommendedPriority: recommended,
    reasoning: `Urgency ${shownScore(u)} of 10, impact ${shownScore(i)} of 10: ${recommended}${open.length > 0 ? '. First do what it waits for' : ''}`,
    urgencyScore: u,
    impactScore: i,
    confidence: Math.min(0.9, 0.4 + 0.15 * factors.length),
    factors: [...factors, ...waits].slice(0, 30),
  }
}

const top = (parts: Part[]): number =>
  Math.min(
    10,
    parts.reduce((sum, { score }) => sum + score, 0),
  )
const shownScore = (score: number): string => String(Math.round(score * 10) / 10)

const levelOf = (urgency: number, impact: number): Priority => {
  const both = (urgency + impact) / 2
  if (both >= 7 || Math.min(urgency, impact) >= 6.5) return 'P1'
  return both >= 5 ? 'P2' : both >= 3 ? 'P3' : 'P4'
}

/** Urgency by days left; in between, the lower one applies. */
const BY_DAYS = [
  [-1, 10],
  [0, 9],
  [1, 8],
  [3, 7],
  [7, 5],
  [14, 3.5],
  [30, 2],
] as const

const urgencyIn = (days: number): number => BY_DAYS.find(([most]) => days <= most)?.[1] ?? 1

const urgencyOf = ({ task, others }: PriorityFacts, today: DateString): Part[] => {
  const own = task.dueDate ? daysBetween(today, task.dueDate) : null
  const waiting = others.filter(({ dependsOnIds, dueDate }) => dependsOnIds.includes(task.id) && dueDate !== null)
  const soonest =
    waiting.map(({ dueDate }) => daysBetween(today, dueDate ?? today) - 1).sort((a, b) => a - b)[0] ?? null
  const left = Math.min(own ?? Number.POSITIVE_INFINITY, soonest ?? Number.POSITIVE_INFINITY)
  if (left === Number.POSITIVE_INFINITY) return [{ score: 1, factor: 'No due date' }]
  const byOther = soonest !== null && (own === null || soonest < own)
  const factor = byOther ? 'A task that is due soon waits for it' : dueWords(left)
  const tight = (task.size ?? 0) / Math.max(1, left + 1) > 120
  return [
    { score: urgencyIn(left), factor },
    ...(tight ? [{ score: 1, factor: 'More than 2 hours a day until then' }] : []),
  ]
}

const dueWords = (days: number): string => {
  if (days < 0) return `Overdue by ${-days} ${days === -1 ? 'day' : 'days'}`
  return days === 0 ? 'Due today' : days === 1 ? 'Due tomorrow' : `Due in ${days} days`
}

const WEIGHT: Record<Priority, number> = { P1: 7, P2: 5.5, P3: 4, P4: 2.5 }
const CLOSED = new Set(['Achieved', 'Abandoned', 'Completed', 'Cancelled'])

const impactOf = ({ task, goals, projects, others }: PriorityFacts): Part[] => {
  const aims = [
    ...goals
      .filter(({ status }) => !CLOSED.has(status))
      .map(({ title, priority }) => ({ score: WEIGHT[priority], factor: `Serves the ${priority} goal "${title}"` })),
    ...projects
      .filter(({ status }) => !CLOSED.has(status))
      .map(({ name, priority, impact }) => ({
        score: (WEIGHT[priority] * (5 + impact)) / 10,
        factor: `Part of the ${priority} project "${name}"`,
      })),
  ].sort((a, b) => b.score - a.score)
  const waiting = others.filter(({ dependsOnIds }) => dependsOnIds.includes(task.id)).length
  const waits =
    waiting === 0
      ? []
      : [
          {
            score: Math.min(4, 1.5 * waiting),
            factor: `${waiting} ${waiting === 1 ? 'task waits' : 'tasks wait'} for it`,
          },
        ]
  const [best] = aims
  return [best ?? { score: WEIGHT[task.priority] / 2, factor: null }, ...waits]
}
