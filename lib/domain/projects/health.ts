import type { Task } from '../tasks/task.schema.ts'
import { type DateString, daysBetween } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'
import type { Project, ProjectHealth } from './project.schema.ts'

/** The fields of a task that health depends on. */
export type TaskState = Pick<Task, 'status' | 'dueDate' | 'updatedAt'>

/** The values from which a rule is yellow, and red. Shares in percent; docs/decisions/project-health.md says why. */
export const THRESHOLDS = {
  /** Points by which progress is behind the time that has passed. */
  slip: { yellow: 10, red: 25 },
  /** Share of the open tasks that are overdue. */
  overdue: { yellow: 10, red: 30 },
  /** Share of the open tasks that are blocked. */
  blocked: { yellow: 25, red: 50 },
  /** Days without a change, for active projects. */
  inactive: { yellow: 14, red: 30 },
}

/** The current time: epoch ms and the person's IANA time zone. */
export type Glance = { now: number; zone: string }

type Reason = ProjectHealth['reasons'][number]
type Figures = Omit<ProjectHealth, 'status' | 'reason' | 'reasons'>

/** The worst of four rules: schedule, overdue tasks, blocked tasks, inactivity. Closed and finished projects are green. */
export const healthOf = (project: Project, tasks: TaskState[], glance: Glance): ProjectHealth => {
  const figures = figuresOf(project, tasks, glance)
  const reasons = calm(project, figures) ? [] : reasonsOf(project, figures)
  const worst = reasons[0]
  return { status: worst?.status ?? 'green', reason: worst?.text ?? calmWords(project, figures), reasons, ...figures }
}

const figuresOf = (project: Project, tasks: TaskState[], { now, zone }: Glance): Figures => {
  const today = localDateOf(now, zone)
  const open = tasks.filter(isOpen)
  const completed = tasks.filter(({ status }) => status === 'Done').length
  const changed = Math.max(...[project, ...tasks].map(({ updatedAt }) => Date.parse(updatedAt)))
  return {
    tasksCompleted: completed,
    tasksTotal: tasks.length,
    percentComplete: tasks.length === 0 ? 0 : Math.round((100 * completed) / tasks.length),
    tasksOpen: open.length,
    tasksOverdue: open.filter(({ dueDate }) => dueDate !== null && dueDate < today).length,
    tasksBlocked: open.filter(({ status }) => status === 'Blocked').length,
    percentElapsed: elapsed(project, zone, today),
    daysRemaining: project.targetEndDate ? daysBetween(today, project.targetEndDate) : null,
    daysInactive: Math.max(0, daysBetween(localDateOf(changed, zone), today)),
  }
}

const isOpen = ({ status }: TaskState): boolean => status !== 'Done' && status !== 'Cancelled'

/** The share of the days from start (or creation) to target end that have passed, in percent. */
const elapsed = ({ startDate, createdAt, targetEndDate }: Project, zone: string, today: DateString): number | null => {
  if (!targetEndDate) return null
  const start = startDate ?? localDateOf(Date.parse(createdAt), zone)
  const days = daysBetween(start, targetEndDate)
  if (days <= 0) return today < targetEndDate ? 0 : 100
  return Math.min(100, Math.max(0, Math.round((100 * daysBetween(start, today)) / days)))
}

const isClosed = ({ status }: Project): boolean => status === 'Completed' || status === 'Cancelled'

const calm = (project: Project, { tasksTotal, percentComplete }: Figures): boolean =>
  isClosed(project) || (tasksTotal > 0 && percentComplete === 100)

const calmWords = (project: Project, figures: Figures): string => {
  if (isClosed(project)) return `The project is ${project.status.toLowerCase()}`
  return calm(project, figures) ? 'All tasks are done' : 'On schedule, nothing is stuck'
}

const reasonsOf = (project: Project, figures: Figures): Reason[] => {
  const found = [schedule(figures), overdue(figures), blocked(figures), inactive(project, figures)]
  return found.filter((one) => one !== null).sort((a, b) => rank(a) - rank(b))
}

const rank = ({ status }: Reason): number => (status === 'red' ? 0 : 1)

const judged = (
  rule: string,
  value: number,
  { yellow, red }: { yellow: number; red: number },
  text: string,
): Reason | null => (value < yellow ? null : { rule, status: value >= red ? 'red' : 'yellow', text })

const schedule = ({ daysRemaining, percentElapsed, percentComplete }: Figures): Reason | null => {
  if (daysRemaining === null || percentElapsed === null) return null
  if (daysRemaining < 0) return { rule: 'schedule', status: 'red', text: `${days(-daysRemaining)} past the target end` }
  const text = `${percentComplete} % done, ${percentElapsed} % of the time is over`
  return judged('schedule', percentElapsed - percentComplete, THRESHOLDS.slip, text)
}

const overdue = (figures: Figures): Reason | null => {
  const text = `${figures.tasksOverdue} of ${figures.tasksOpen} open tasks overdue`
  return judged('overdue', share(figures.tasksOverdue, figures.tasksOpen), THRESHOLDS.overdue, text)
}

const blocked = (figures: Figures): Reason | null => {
  const text = `${figures.tasksBlocked} of ${figures.tasksOpen} open tasks blocked`
  return judged('blocked', share(figures.tasksBlocked, figures.tasksOpen), THRESHOLDS.blocked, text)
}

const share = (part: number, total: number): number => (total === 0 ? 0 : (100 * part) / total)

/** Inactivity counts only for active projects, not for those on hold or in planning. */
const inactive = ({ status }: Project, { daysInactive }: Figures): Reason | null =>
  status === 'Active'
    ? judged('inactivity', daysInactive, THRESHOLDS.inactive, `Nothing changed for ${days(daysInactive)}`)
    : null

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`
