import type { PlanFacts } from '../facts/plan-facts.ts'
import type { Constraint } from '../plan.schema.ts'
import { isDemanding, type Terms, termsOf } from '../solver/objective.ts'
import type { Block, PlannerTask, Problem } from '../solver/problem.ts'

/** What the solver did, in words: every sentence stands for a term of the objective or a rule. */

/** Why a task is where it is, the weightiest reason first. Never empty. */
export const reasonsFor = (
  task: PlannerTask,
  blocks: Block[],
  problem: Problem,
  titles: Map<string, string>,
): string[] => {
  if (task.locked) return ['It is locked to this time']
  const terms = termsOf(task, blocks, problem)
  const before = task.dependsOnIds.map((id) => titles.get(id) ?? id)
  const reasons = [
    dueReason(task, blocks, terms, problem),
    terms.peak > 0 && (terms.peak > 0.99 ? `${task.priority} work in your peak hours` : 'Partly in your peak hours'),
    before.length > 0 && `After ${listed(before)}, which it depends on`,
    task.earliest !== null && blocks[0]?.start === task.earliest && 'As early as it may begin',
    task.previousStart !== null && terms.moved === 0 && 'Where it was planned before',
    blocks.length > 1 && `In ${blocks.length} parts, as no single free time is the better place`,
    isDemanding(task) && terms.peak === 0 && `${task.priority}: placed before less important tasks`,
  ]
  const said = reasons.filter((reason) => typeof reason === 'string')
  return said.length > 0 ? said : ['The best time left for it']
}

const dueReason = ({ due, deadline }: PlannerTask, blocks: Block[], { late, slack }: Terms, { start }: Problem) => {
  if (deadline !== null) return 'In time for its deadline'
  if (due === null) return false
  if (due <= start) return 'It is overdue'
  if (late === 1) return 'It could not be finished by its due date'
  const days = Math.floor((due - (blocks.at(-1)?.end ?? start)) / 1_440)
  return slack < 1 ? 'It is due that day' : `Done ${days} ${days === 1 ? 'day' : 'days'} before it is due`
}

/** Why a task has no place. */
export const wordsFor = (constraint: Constraint, blockedBy: string[], task: PlannerTask, facts: PlanFacts): string => {
  const titles = new Map<string, string>([
    ...facts.events.map(({ id, title }) => [id, title] as const),
    ...[...facts.tasks, ...facts.openElsewhere].map(({ id, title }) => [id, title] as const),
  ])
  const names = listed(blockedBy.map((id) => titles.get(id) ?? id))
  return WORDS[constraint](task.minutes, names, facts)
}

const WORDS: Record<Constraint, (minutes: number, names: string, facts: PlanFacts) => string> = {
  dependency: (_, names) => `It waits for ${names}, which has no place in this plan`,
  cycle: (_, names) => `It and ${names} wait for each other`,
  finished: () => 'It is finished',
  notFound: () => 'There is no such task',
  asked: () => 'It would fit only at a time that you asked to keep free',
  workingHours: (minutes) => `Your working hours have no ${minutes} minutes for it`,
  deadline: () => 'It would fit only after its deadline',
  startAfter: () => 'It would fit only before it may begin',
  focusHours: (_, __, { settings }) => `The day’s ${settings.maxFocusHours} hours of focus are used up`,
  buffer: (_, __, { settings }) => `It would fit only without the ${settings.bufferMinutes} minutes between blocks`,
  blockLength: (minutes, _, { settings }) =>
    `Its ${minutes} minutes would fit only in blocks shorter than ${settings.minBlockMinutes} or longer than ${settings.maxBlockMinutes} minutes`,
  events: (_, names) => `${names} is at the time it would need`,
  otherTasks: (_, names) => `More valuable work took its time: ${names}`,
  time: (minutes) => `There is no room for its ${minutes} minutes, whichever single rule is set aside`,
}

/** "a, b and c"; of many the first three. */
const listed = (names: string[]): string => {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
