import { type FreeTime, initialFreeTime, withoutBlocks } from './free-time.ts'
import { urgencyOf, worthOf } from './objective.ts'
import { type Dependencies, dependenciesOf, sortedByDependencies } from './order.ts'
import { type Bounds, placesFor } from './place.ts'
import type { Block, PlannerTask, Problem, Schedule } from './problem.ts'

/** Places that a whole search may look at: bounds its time, the same on every machine. */
const TRIALS = 200_000
/** Tries without any gain after which a search is over. */
const PATIENCE = 600

/**
 * Places tasks so that no hard constraint is violated and the objective (objective.ts) is large. Each order of the tasks
 * gives one plan: every task in turn takes the place of most value that is left. Three natural orders are tried, then the
 * best is improved by moving and swapping tasks in it, and by letting a task take its second or third place. The work is
 * bounded by a count, never by time, and nothing is random: the same problem always gives the same plan.
 */
export const solve = (problem: Problem): Schedule => {
  const search = searchOf(problem)
  let best = greedyIn(search)
  for (const order of naturalOrders(problem, search.links))
    best = better(best, decoded(search, { order, ranks: noRanks }))
  return improved(search, best).schedule
}

/** The plan of the first natural order alone: what `solve` never falls below. */
export const greedy = (problem: Problem): Schedule => greedyIn(searchOf(problem)).schedule

type Search = {
  problem: Problem
  links: Dependencies
  freeTime: FreeTime
  locked: Map<string, Block[]>
  trials: { count: number }
}
type Choice = { order: PlannerTask[]; ranks: ReadonlyMap<string, number> }
/** A task's turn: its blocks (null: it had no place), and the free time and the objective after it. */
type Step = { task: PlannerTask; rank: number; blocks: Block[] | null; freeTime: FreeTime; objective: number }
type Candidate = Choice & { steps: Step[]; schedule: Schedule }

const noRanks: ReadonlyMap<string, number> = new Map()

const searchOf = (problem: Problem): Search => ({
  problem,
  links: dependenciesOf(problem),
  freeTime: initialFreeTime(problem),
  locked: lockedPlaces(problem),
  trials: { count: 0 },
})

const better = (a: Candidate, b: Candidate): Candidate => (b.schedule.objective > a.schedule.objective ? b : a)

const greedyIn = (search: Search): Candidate => {
  const [first = []] = naturalOrders(search.problem, search.links)
  return decoded(search, { order: first, ranks: noRanks })
}

/** By value, by value for the time taken, and by due time; ties by id. */
const naturalOrders = (problem: Problem, { open }: Dependencies): PlannerTask[][] => {
  const value = (task: PlannerTask) => worthOf(task) * (1 + urgencyOf(task, problem))
  const due = (task: PlannerTask) => Math.min(task.deadline ?? 1e12, task.due ?? 1e12)
  const by = (key: (task: PlannerTask) => number) => [...open].sort((a, b) => key(b) - key(a) || (a.id < b.id ? -1 : 1))
  return [by(value), by((task) => value(task) / Math.max(1, task.minutes)), by((task) => -due(task))]
}

/** The plan that an order gives; what it shares with the beginning of `base` is not decided again. */
const decoded = (search: Search, choice: Choice, base: Candidate | null = null): Candidate => {
  const { problem, links, trials } = search
  const sorted = sortedByDependencies(choice.order, links.byId)
  const ranks = sorted.map(({ id }) => choice.ranks.get(id) ?? 0)
  const steps: Step[] = []
  for (const [i, step] of (base?.steps ?? []).entries()) {
    if (step.task !== sorted[i] || step.rank !== ranks[i]) break
    steps.push(step)
  }
  const placed = new Map(search.locked)
  for (const { task, blocks } of steps) if (blocks) placed.set(task.id, blocks)
  let { freeTime, objective } = steps.at(-1) ?? { freeTime: search.freeTime, objective: 0 }
  for (const [i, task] of sorted.entries()) {
    if (i < steps.length) continue
    const rank = ranks[i] ?? 0
    const bounds = boundsOf(task, placed, links, problem)
    const places = bounds ? placesFor(task, freeTime, bounds, problem, { count: rank + 1, trials }) : []
    const place = places[rank] ?? places.at(-1)
    if (place) {
      placed.set(task.id, place.blocks)
      objective += place.value
      freeTime = withoutBlocks(freeTime, place.blocks, problem.rules.buffer)
    }
    steps.push({ task, rank, blocks: place?.blocks ?? null, freeTime, objective })
  }
  return { ...choice, steps, schedule: { placed, objective } }
}

const lockedPlaces = (problem: Problem): Map<string, Block[]> =>
  new Map(problem.tasks.flatMap(({ id, locked }) => (locked ? [[id, [lockedBlock(locked, problem)]]] : [])))

const lockedBlock = ({ start, end }: { start: number; end: number }, { windows }: Problem): Block => ({
  start,
  end,
  day: windows.find((window) => start < window.end && end > window.start)?.day ?? 0,
})

/** From when and until when a task may lie, or null when something it waits for has no place. */
export const boundsOf = (
  task: PlannerTask,
  placed: Map<string, Block[]>,
  { byId, latest }: Dependencies,
  problem: Problem,
): Bounds | null => {
  if (task.waitsFor.length > 0) return null
  let earliest = Math.max(problem.start, task.earliest ?? problem.start)
  for (const id of task.dependsOnIds) {
    if (!byId.has(id)) continue
    const end = placed.get(id)?.at(-1)?.end
    if (end === undefined) return null
    earliest = Math.max(earliest, end)
  }
  return { earliest, latest: Math.min(task.deadline ?? problem.end, latest.get(task.id) ?? problem.end, problem.end) }
}

/** Moves, swaps and second choices, taken when they gain; until nothing has gained for long or the work is used up. */
const improved = (search: Search, start: Candidate): Candidate => {
  let best = start
  const size = start.order.length
  if (size === 0) return best
  const next = sequence()
  for (let idle = 0; idle < PATIENCE && search.trials.count < TRIALS; idle++) {
    const tried = decoded(search, neighbour(best, next, size), best)
    if (tried.schedule.objective > best.schedule.objective + 1e-9) {
      best = tried
      idle = -1
    }
  }
  return best
}

type Next = (below: number) => number

const neighbour = ({ order, ranks, schedule }: Candidate, next: Next, size: number): Choice => {
  const missing = order.flatMap(({ id }, i) => (schedule.placed.has(id) ? [] : [i]))
  const from = missing.length > 0 && next(2) === 0 ? (missing[next(missing.length)] ?? 0) : next(size)
  const to = next(size)
  const changed = [...order]
  const task = changed[from]
  const other = changed[to]
  if (!task || !other) return { order, ranks }
  const kind = next(4)
  if (kind === 3) return { order, ranks: new Map(ranks).set(task.id, next(4)) }
  if (kind === 0) {
    changed[from] = other
    changed[to] = task
  } else {
    changed.splice(from, 1)
    changed.splice(to, 0, task)
  }
  return { order: changed, ranks: kind === 2 ? new Map(ranks).set(task.id, next(4)) : ranks }
}

/** A fixed sequence of numbers that looks shuffled (Park and Miller's minimal standard generator, seed 1). */
const sequence = (): Next => {
  let state = 1
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}
