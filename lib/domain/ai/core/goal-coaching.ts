import type { GoalRecord } from '../../goals/goal.fields.ts'
import type { GoalProgress } from '../../goals/progress.schema.ts'
import type { Task } from '../../tasks/task.schema.ts'

export type CoachingFacts = {
  goal: Pick<GoalRecord, 'title' | 'targetDate' | 'status' | 'successCriteria'>
  progress: GoalProgress
  tasks: Pick<Task, 'title' | 'status' | 'priority' | 'dueDate'>[]
}

type Advice = {
  area: 'tasks' | 'metrics' | 'habits' | 'criteria'
  action: string
  reasoning: string
  priority: 'high' | 'medium' | 'low'
}

export type GoalCoaching = {
  overallAssessment: string
  specificAdvice: Advice[]
  motivationalMessage: string
  nextSteps: string[]
  confidence: number
  /** The same findings in the form of an analysis. */
  currentProgress: number
  trajectory: 'ahead' | 'on-track' | 'behind' | 'stalled'
}

const STEPS = 3
const isOpen = ({ status }: { status: string }): boolean => status !== 'Done' && status !== 'Cancelled'

/**
 * How a goal is doing and what to do next, by rules on its figures (docs/formulas.md): stalled when dormant, ahead from 10
 * points above the share of time that has passed, behind from 10 points below it. Gives advice on each part that lags.
 */
export const goalCoaching = (facts: CoachingFacts): GoalCoaching => {
  const { goal, progress, tasks } = facts
  const { overall, health } = progress
  const trajectory = trajectoryOf(progress)
  const tracked = [progress.criteria, progress.tasks, progress.metrics, progress.habits].filter(
    ({ total }) => total > 0,
  )
  return {
    overallAssessment: `${overall} % done${paceWords(health.expectedProgress)}${health.daysRemaining === null ? '' : daysWords(health.daysRemaining)}`,
    specificAdvice: adviceOf(facts),
    motivationalMessage: MESSAGES[overall >= 100 ? 'ahead' : trajectory],
    nextSteps: nextSteps(goal, tasks),
    confidence: tracked.length === 0 ? 0.4 : 0.85,
    currentProgress: overall,
    trajectory,
  }
}

const paceWords = (expected: number | null): string =>
  expected === null ? '' : `, ${Math.round(expected)} % of the time is over`
const daysWords = (days: number): string =>
  days < 0
    ? `, ${-days} ${days === -1 ? 'day' : 'days'} past the target date`
    : `, ${days} ${days === 1 ? 'day' : 'days'} left`

const trajectoryOf = ({ overall, health }: GoalProgress): GoalCoaching['trajectory'] => {
  if (overall >= 100) return 'ahead'
  if (health.momentum === 'dormant') return 'stalled'
  const slip = (health.expectedProgress ?? overall) - overall
  return slip <= -10 ? 'ahead' : slip < 10 ? 'on-track' : 'behind'
}

const MESSAGES = {
  ahead: 'You are ahead of time',
  'on-track': 'You are where you meant to be: keep going',
  behind: 'There is still time to catch up: one step is enough to begin',
  stalled: 'A small step today is worth more than a big one some day',
}

const adviceOf = ({ progress, tasks }: CoachingFacts): Advice[] => {
  const { criteria, metrics, habits } = progress
  const [blocked, open] = [tasks.filter(({ status }) => status === 'Blocked').length, tasks.filter(isOpen).length]
  const advice: (Advice | false)[] = [
    criteria.total === 0 && {
      area: 'criteria',
      action: 'Write down two or three criteria',
      reasoning: 'Nothing says yet when it is reached',
      priority: 'high',
    },
    criteria.total > 0 &&
      criteria.percentage < 50 && {
        area: 'criteria',
        action: 'Choose the criterion that is nearest',
        reasoning: `${criteria.completed} of ${criteria.total} are met`,
        priority: 'medium',
      },
    open === 0 && { area: 'tasks', action: 'Add the next task', reasoning: 'No task is open for it', priority: 'high' },
    blocked > 0 && {
      area: 'tasks',
      action: 'Clear what blocks its tasks',
      reasoning: `${blocked} of ${open} open tasks blocked`,
      priority: 'high',
    },
    metrics.total > 0 &&
      metrics.atTarget < metrics.total && {
        area: 'metrics',
        action: 'Look at the metric that is farthest from its target',
        reasoning: `${metrics.atTarget} of ${metrics.total} are at their target`,
        priority: 'medium',
      },
    habits.total > 0 &&
      habits.consistency < 60 && {
        area: 'habits',
        action: 'Make its habit smaller, so that it can be kept',
        reasoning: `Kept to ${habits.consistency} %`,
        priority: 'medium',
      },
  ]
  return advice.filter((one) => one !== false)
}

/** Open tasks, the most important and earliest due first, then unmet criteria. */
const nextSteps = ({ successCriteria }: CoachingFacts['goal'], tasks: CoachingFacts['tasks']): string[] => {
  const order = ({ priority, dueDate }: CoachingFacts['tasks'][number]) => `${priority} ${dueDate ?? '~'}`
  const ready = tasks
    .filter((task) => isOpen(task) && task.status !== 'Blocked')
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
  const unmet = successCriteria.filter(({ isCompleted }) => !isCompleted)
  const steps = [...ready.map(({ title }) => title), ...unmet.map(({ description }) => description)]
  return [...new Set(steps)].slice(0, STEPS)
}
