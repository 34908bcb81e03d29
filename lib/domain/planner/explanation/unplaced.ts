import type { Constraint } from '../plan.schema.ts'
import { initialFreeTime, withoutBlocks } from '../solver/free-time.ts'
import { bestValueOf } from '../solver/objective.ts'
import { dependenciesOf } from '../solver/order.ts'
import { placesFor } from '../solver/place.ts'
import type { Block, PlannerTask, Problem } from '../solver/problem.ts'
import { boundsOf } from '../solver/solve.ts'

/** Why a task has no place: the one rule without which it would have one, and what stands behind that rule. */
export type Unplaced = { constraint: Constraint; blockedBy: string[] }

type Placed = Map<string, Block[]>
type World = { task: PlannerTask; problem: Problem; placed: Placed }

/**
 * The smallest explanation that can be given: each rule is set aside alone, in this order, until the task fits. Among
 * events and other tasks a single one is looked for first, the least valuable task before others.
 */
export const whyUnplaced = (task: PlannerTask, problem: Problem, placed: Placed): Unplaced => {
  const { byId } = dependenciesOf(problem)
  const waiting = [...task.waitsFor, ...task.dependsOnIds.filter((id) => byId.has(id) && !placed.has(id))]
  if (waiting.length > 0) return { constraint: isCyclic(task, byId) ? 'cycle' : 'dependency', blockedBy: waiting }
  const world = { task, problem, placed }
  const simple = RELAXED.find(([, relaxed]) => fits(relaxed(world)))
  if (simple) return { constraint: simple[0], blockedBy: [] }
  return inTheWay(world) ?? { constraint: problem.windows.length === 0 ? 'workingHours' : 'time', blockedBy: [] }
}

const RELAXED: [Constraint, (world: World) => World][] = [
  ['asked', allWindows],
  ['deadline', (world) => ({ ...world, ...withTask(world, { deadline: null }) })],
  ['startAfter', (world) => ({ ...world, ...withTask(world, { earliest: null }) })],
  ['focusHours', (world) => withRules(world, { maxFocus: 24 * 60 })],
  ['buffer', (world) => withRules(world, { buffer: 0 })],
  ['blockLength', (world) => withRules(world, { minBlock: 5, maxBlock: Math.max(world.task.minutes, 10) })],
]

/** The problem without what was asked for in words. */
function allWindows(world: World): World {
  const relaxed = { ...world, ...withTask(world, { avoid: [] }) }
  return { ...relaxed, problem: { ...relaxed.problem, windows: world.problem.allWindows } }
}

const inTheWay = (world: World): Unplaced | null => {
  const { task, problem, placed } = world
  const withoutSpan = (gone: string[]): World => ({
    ...world,
    problem: { ...problem, busy: problem.busy.filter(({ id }) => !gone.includes(id)) },
    placed: new Map([...placed].filter(([id]) => !gone.includes(id))),
  })
  const byValue = (a: PlannerTask, b: PlannerTask) => bestValueOf(a, problem) - bestValueOf(b, problem)
  const needed = new Set(task.dependsOnIds)
  const others = problem.tasks.filter(({ id, locked }) => placed.has(id) && !locked && !needed.has(id)).sort(byValue)
  const events = [...new Set(problem.busy.map(({ id }) => id))]
  const oneOf = (ids: string[]) => ids.find((id) => fits(withoutSpan([id])))
  const other = oneOf(others.map(({ id }) => id))
  if (other) return { constraint: 'otherTasks', blockedBy: [other] }
  const event = oneOf(events)
  if (event) return { constraint: 'events', blockedBy: [event] }
  const ids = others.map(({ id }) => id)
  if (fits(withoutSpan(ids))) return { constraint: 'otherTasks', blockedBy: ids }
  if (fits(withoutSpan(events))) return { constraint: 'events', blockedBy: events }
  return fits(wholeDays(world)) ? { constraint: 'workingHours', blockedBy: [] } : null
}

const withTask = ({ problem, task }: World, fields: Partial<PlannerTask>): Pick<World, 'task' | 'problem'> => {
  const relaxed = { ...task, ...fields }
  return { task: relaxed, problem: { ...problem, tasks: problem.tasks.map((one) => (one === task ? relaxed : one)) } }
}

const withRules = (world: World, rules: Partial<Problem['rules']>): World => ({
  ...world,
  problem: { ...world.problem, rules: { ...world.problem.rules, ...rules } },
})

const wholeDays = (world: World): World => {
  const { start, end } = world.problem
  const windows = [{ start, end, day: world.problem.days - 1 }]
  return { ...world, problem: { ...world.problem, windows } }
}

const fits = ({ task, problem, placed }: World): boolean => {
  const links = dependenciesOf(problem)
  const bounds = boundsOf(task, placed, links, problem)
  if (!bounds) return false
  const blocks = [...placed].flatMap(([id, own]) => (links.byId.get(id)?.locked ? [] : own))
  const freeTime = withoutBlocks(initialFreeTime(problem), blocks, problem.rules.buffer)
  return placesFor(task, freeTime, bounds, problem, { count: 1, trials: { count: 0 } }).length > 0
}

const isCyclic = (task: PlannerTask, byId: Map<string, PlannerTask>): boolean => {
  const seen = new Set<string>()
  const reaches = (id: string): boolean => {
    if (seen.has(id)) return false
    seen.add(id)
    return (byId.get(id)?.dependsOnIds ?? []).some((next) => next === task.id || reaches(next))
  }
  return reaches(task.id)
}
