import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import type { Task } from '../tasks/task.schema.ts'
import { addDays, type DateString, startOfWeek } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'
import { sum } from '../wallet/ledger.ts'
import { weeklyReviewFields } from './weekly-review.fields.ts'
import type { WeekFigures, WeeklyReview } from './weekly-review.schema.ts'

/** At most one for each week: its key is the week's first day. */
export const WEEKLY_REVIEW: Kind<WeeklyReview> = {
  name: 'weeklyreview',
  label: 'Weekly review',
  day: 'weekStart',
  defaults: defaultsOf(weeklyReviewFields),
  sk: ({ weekStart }) => sk.weeklyReview(weekStart),
  reusableKey: true,
  pointer: sk.weeklyReviewPointer,
}

/** Seven days, both ends included. */
export type Week = { start: DateString; end: DateString }

export const weekOf = (date: DateString, weekStart: number): Week => {
  const start = startOfWeek(date, weekStart)
  return { start, end: addDays(start, 6) }
}

/** The facts of a week. Days are in the person's time zone, `zone`; `today` may be after the week. */
export type WeekFacts = {
  week: Week
  today: DateString
  zone: string
  tasks: Task[]
  goals: { id: string; title: string; status: string; completedDate: string | null; progress: number }[]
  projects: { name: string; status: string; actualEndDate: string | null }[]
  /** How much of each habit was reached (0 to `slots`), of the slots that have ended. */
  habits: { name: string; reached: number; slots: number }[]
  metricsLogged: number
  logbook: { energyLevel: number | null }[]
  /** Movements of points in the week: earned, and taken back. */
  earned: number[]
}

const MOST = 5

/** The figures of a week, from data alone. */
export const figuresOf = (facts: WeekFacts): WeekFigures => {
  const { week, tasks, goals, logbook } = facts
  const energies = logbook.flatMap(({ energyLevel }) => (energyLevel === null ? [] : [energyLevel]))
  return {
    weekStart: week.start,
    weekEnd: week.end,
    tasksCompleted: tasks.filter((task) => isCompletedIn(task, facts)).length,
    tasksPlanned: tasks.filter((task) => isPlannedFor(task, facts) || isCompletedIn(task, facts)).length,
    habitConsistency: consistency(facts.habits),
    goalProgress: goals
      .filter((goal) => goal.status !== 'Abandoned' && (goal.status !== 'Achieved' || isIn(goal.completedDate, facts)))
      .map(({ id, title, progress }) => ({ goalId: id, title, progress })),
    metricsLogged: facts.metricsLogged,
    logbookEntries: logbook.length,
    averageEnergy: energies.length > 0 ? Math.round((sum(energies) / energies.length) * 10) / 10 : null,
    pointsEarned: sum(facts.earned),
    keyWins: keyWins(facts),
    areasForImprovement: improvements(facts),
    nextWeekPriorities: priorities(facts),
  }
}

/** A day as it is, or the day of an instant in the person's time zone. */
const dayOf = (time: string, zone: string): DateString =>
  time.length > 10 ? localDateOf(Date.parse(time), zone) : time

const isIn = (time: string | null, { week, zone }: WeekFacts): boolean => {
  if (time === null) return false
  const day = dayOf(time, zone)
  return day >= week.start && day <= week.end
}

const isCompletedIn = (task: Task, facts: WeekFacts): boolean =>
  task.status === 'Done' && isIn(task.completedDate, facts)

const isPlannedFor = (task: Task, facts: WeekFacts): boolean =>
  task.status !== 'Cancelled' &&
  [task.dueDate, task.scheduledStart ?? task.scheduledDate].some((time) => isIn(time, facts))

const consistency = (habits: WeekFacts['habits']): number => {
  const slots = habits.reduce((total, habit) => total + habit.slots, 0)
  const reached = habits.reduce((total, habit) => total + habit.reached, 0)
  return slots === 0 ? 0 : Math.round((reached / slots) * 100)
}

/** Finished goals and projects, then the tasks that paid most, then habits without a miss. */
const keyWins = (facts: WeekFacts): string[] => {
  const goals = facts.goals.filter((goal) => goal.status === 'Achieved' && isIn(goal.completedDate, facts))
  const projects = facts.projects.filter((one) => one.status === 'Completed' && isIn(one.actualEndDate, facts))
  const tasks = facts.tasks
    .filter((task) => isCompletedIn(task, facts))
    .sort((a, b) => (b.pointsPaid ?? 0) - (a.pointsPaid ?? 0) || (a.id < b.id ? -1 : 1))
  const habits = facts.habits.filter(({ reached, slots }) => slots > 0 && reached >= slots)
  return [
    ...goals.map(({ title }) => `Goal achieved: ${title}`),
    ...projects.map(({ name }) => `Project completed: ${name}`),
    ...tasks.slice(0, 3).map(({ title }) => `Task done: ${title}`),
    ...habits.map(({ name }) => `Habit kept: ${name}`),
  ].slice(0, MOST)
}

const improvements = (facts: WeekFacts): string[] => {
  const { week, today, zone, tasks, habits, logbook } = facts
  const asOf = today < week.end ? today : week.end
  const open = tasks.filter((task) => !['Done', 'Cancelled'].includes(task.status))
  const overdue = open.filter(({ dueDate }) => dueDate !== null && dueDate < asOf).length
  const blocked = open.filter((task) => task.status === 'Blocked').length
  const weak = habits.filter(({ reached, slots }) => slots > 0 && reached * 2 < slots)
  const tired = logbook.filter(({ energyLevel }) => energyLevel !== null && energyLevel <= 3).length
  const missed = tasks.filter(
    (task) => isPlannedFor(task, facts) && task.status !== 'Done' && isBefore(task, asOf, zone),
  )
  return [
    ...(overdue > 0 ? [`${counted(overdue, 'task')} overdue`] : []),
    ...(missed.length > 0 ? [`${counted(missed.length, 'planned task')} not done`] : []),
    ...(blocked > 0 ? [`${counted(blocked, 'task')} blocked`] : []),
    ...weak.map(({ name, reached, slots }) => `Habit at ${Math.round((reached / slots) * 100)} %: ${name}`),
    ...(tired > 1 ? [`Low energy on ${counted(tired, 'day')}`] : []),
    ...(logbook.length === 0 ? ['No logbook entry'] : []),
  ].slice(0, MOST)
}

const isBefore = ({ dueDate, scheduledStart, scheduledDate }: Task, day: DateString, zone: string): boolean => {
  const times = [dueDate, scheduledStart ?? scheduledDate].filter((time) => time !== null)
  return times.every((time) => dayOf(time, zone) < day)
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** Overdue tasks and open tasks of the next week, by priority, then by day. */
const priorities = ({ week, tasks, zone }: WeekFacts): string[] => {
  const end = addDays(week.end, 7)
  const dayFor = ({ dueDate, scheduledStart, scheduledDate }: Task): DateString | null => {
    const time = dueDate ?? scheduledStart ?? scheduledDate
    return time && dayOf(time, zone)
  }
  const due = tasks
    .filter((task) => !['Done', 'Cancelled'].includes(task.status))
    .map((task) => ({ task, day: dayFor(task) }))
    .filter(({ task, day }) => (day !== null ? day <= end : task.priority === 'P1'))
  const rank = ({ task, day }: (typeof due)[number]) => `${task.priority} ${day ?? '~'} ${task.id}`
  return due
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .slice(0, MOST)
    .map(({ task }) => task.title)
}
