import type { Block, Problem } from '../../../lib/domain/planner/solver/problem.ts'

/**
 * What is wrong with a plan, minute by minute: every minute of the range is one cell that says what lies there. Written
 * from the rules, without the solver's own arithmetic.
 */
export const violations = (problem: Problem, placed: Map<string, Block[]>): string[] => {
  const { start, end, rules } = problem
  const problems: string[] = []
  const working = new Set<number>()
  for (const window of problem.windows) for (let m = window.start; m < window.end; m++) working.add(m)
  /** Minutes that others keep away from, by owner. */
  const taken = new Map<number, string>()
  const around = (owner: string, from: number, to: number) => {
    for (let m = from - rules.buffer; m < to + rules.buffer; m++) taken.set(m, owner)
  }
  for (const event of problem.busy) if (event.end > event.start) around(event.id, event.start, event.end)
  for (const task of problem.tasks) if (task.locked) around(task.id, task.locked.start, task.locked.end)

  const focus = new Map<number, number>()
  const loose: { id: string; from: number; to: number }[] = []
  for (const task of problem.tasks) {
    const blocks = placed.get(task.id)
    if (task.locked) {
      const [block] = blocks ?? []
      if (blocks?.length !== 1 || block?.start !== task.locked.start || block.end !== task.locked.end)
        problems.push(`${task.id} is locked and was moved`)
      const day = problem.windows.find(
        (w) => task.locked && task.locked.start < w.end && task.locked.end > w.start,
      )?.day
      if (day !== undefined) focus.set(day, (focus.get(day) ?? 0) - 1e-9)
      continue
    }
    if (!blocks) continue
    let minutes = 0
    for (const block of blocks) {
      const length = block.end - block.start
      minutes += length
      if (length <= 0) problems.push(`${task.id} has an empty block`)
      if (length > rules.maxBlock) problems.push(`${task.id} has a block of ${length} minutes`)
      if (length < Math.min(rules.minBlock, task.minutes)) problems.push(`${task.id} has a block of ${length} minutes`)
      for (let m = block.start; m < block.end; m++) {
        if (!working.has(m)) problems.push(`${task.id} lies outside working hours at ${m}`)
        if (m < start || m >= end) problems.push(`${task.id} lies outside the range`)
        if (taken.has(m)) problems.push(`${task.id} is too near ${taken.get(m)} at ${m}`)
      }
      loose.push({ id: task.id, from: block.start, to: block.end })
      const day = problem.windows.find((w) => block.start >= w.start && block.start < w.end)?.day ?? -1
      focus.set(day, (focus.get(day) ?? 0) + length)
      if (task.avoid.some(({ start: from, end: to }) => block.start < to && block.end > from))
        problems.push(`${task.id} lies at a time that it avoids`)
      if (task.earliest !== null && block.start < task.earliest) problems.push(`${task.id} begins too early`)
      if (task.deadline !== null && block.end > task.deadline) problems.push(`${task.id} ends after its deadline`)
    }
    if (minutes !== task.minutes) problems.push(`${task.id} has ${minutes} of ${task.minutes} minutes`)
    if (task.waitsFor.length > 0) problems.push(`${task.id} waits for another one and was placed`)
  }
  loose.sort((a, b) => a.from - b.from)
  for (const [i, { id, from }] of loose.entries()) {
    const before = loose[i - 1]
    if (before && from - before.to < rules.buffer) problems.push(`${id} is too near ${before.id}`)
  }
  for (const [day, minutes] of focus) {
    const locked = problem.tasks.reduce((sum, task) => {
      const own =
        task.locked &&
        problem.windows.find((w) => task.locked && task.locked.start < w.end && task.locked.end > w.start)
      return own && own.day === day && task.locked ? sum + task.locked.end - task.locked.start : sum
    }, 0)
    if (minutes > Math.max(0, rules.maxFocus - locked) + 1e-6)
      problems.push(`day ${day} has ${minutes} minutes of focus`)
  }
  for (const task of problem.tasks) {
    const first = placed.get(task.id)?.[0]
    if (!first) continue
    for (const id of task.dependsOnIds) {
      const other = placed.get(id)
      const last = other?.at(-1)
      if (!problem.tasks.some((one) => one.id === id)) continue
      // A locked task stays, whatever it waits for.
      if (!last && !task.locked) problems.push(`${task.id} was placed without ${id}`)
      const bothLocked = task.locked && problem.tasks.find((one) => one.id === id)?.locked
      if (last && !bothLocked && last.end > first.start) problems.push(`${task.id} begins before ${id} ends`)
    }
  }
  return problems
}
