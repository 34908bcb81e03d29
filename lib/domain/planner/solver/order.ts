import type { PlannerTask, Problem } from './problem.ts'

/** The dependencies of a problem, read once: what they mean for every order of the tasks. */
export type Dependencies = {
  byId: Map<string, PlannerTask>
  /** Tasks to place, without the locked ones. */
  open: PlannerTask[]
  /** The latest end that keeps each task before the locked tasks that wait for it. */
  latest: Map<string, number>
}

export const dependenciesOf = ({ tasks, end }: Problem): Dependencies => {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const latest = new Map<string, number>()
  const limit = (id: string, until: number, seen: Set<string>) => {
    const task = byId.get(id)
    if (!task || task.locked || seen.has(id)) return
    latest.set(id, Math.min(latest.get(id) ?? end, until))
    for (const before of task.dependsOnIds) limit(before, until, new Set([...seen, id]))
  }
  for (const { dependsOnIds, locked } of tasks)
    if (locked) for (const id of dependsOnIds) limit(id, locked.start, new Set())
  return { byId, open: tasks.filter(({ locked }) => !locked), latest }
}

/** The same tasks, each after those it waits for; otherwise in the order given. Tasks in a cycle are left out. */
export const sortedByDependencies = (order: PlannerTask[], byId: Map<string, PlannerTask>): PlannerTask[] => {
  const state = new Map<string, 'open' | 'done' | 'cycle'>()
  const sorted: PlannerTask[] = []
  const visit = (task: PlannerTask): boolean => {
    const known = state.get(task.id)
    if (known) return known === 'done'
    if (task.locked) return true
    state.set(task.id, 'open')
    const free = task.dependsOnIds.every((id) => {
      const before = byId.get(id)
      return !before || visit(before)
    })
    state.set(task.id, free ? 'done' : 'cycle')
    if (free) sorted.push(task)
    return free
  }
  for (const task of order) visit(task)
  return sorted
}
