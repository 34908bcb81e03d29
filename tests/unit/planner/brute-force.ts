import { placeValue } from '../../../lib/domain/planner/solver/objective.ts'
import type { Block, PlannerTask, Problem } from '../../../lib/domain/planner/solver/problem.ts'

const SLOT = 15

/**
 * The largest objective of a one-day problem whose times and sizes are multiples of 15 minutes: every way to place every
 * task (whole, or in parts) is tried, with branch and bound. A slot is one bit of a BigInt.
 */
export const optimum = (problem: Problem): number => {
  const { windows, busy, rules } = problem
  const base = Math.min(...windows.map(({ start }) => start))
  const slots = (Math.max(...windows.map(({ end }) => end)) - base) / SLOT
  const free = Array.from({ length: slots }, (_, i) => {
    const [from, to] = [base + i * SLOT, base + i * SLOT + SLOT]
    const open = windows.some((w) => from >= w.start && to <= w.end)
    const near = busy.some((b) => from < b.end + rules.buffer && to > b.start - rules.buffer)
    return open && !near
  })
  const pad = rules.buffer / SLOT
  const mask = (from: number, to: number): bigint => {
    let bits = 0n
    for (let i = from; i < to; i++) if (i >= 0) bits |= 1n << BigInt(i)
    return bits
  }
  type Place = { blocks: Block[]; bits: bigint; zone: bigint; value: number }
  const crossing = (i: number, n: number) =>
    !windows.some((w) => base + i * SLOT >= w.start && base + (i + n) * SLOT <= w.end)
  const runs = (task: PlannerTask, n: number): number[] =>
    Array.from({ length: slots - n + 1 }, (_, i) => i).filter((i) => {
      const [from, to] = [base + i * SLOT, base + (i + n) * SLOT]
      if (crossing(i, n)) return false
      if (task.earliest !== null && from < task.earliest) return false
      if (task.avoid.some((span) => from < span.end && to > span.start)) return false
      if (task.deadline !== null && to > task.deadline) return false
      return free.slice(i, i + n).every(Boolean)
    })
  const block = (i: number, n: number): Block => ({ start: base + i * SLOT, end: base + (i + n) * SLOT, day: 0 })
  const place = (task: PlannerTask, parts: [number, number][]): Place => {
    const blocks = parts.map(([i, n]) => block(i, n))
    return {
      blocks,
      bits: parts.reduce((all, [i, n]) => all | mask(i, i + n), 0n),
      zone: parts.reduce((all, [i, n]) => all | mask(i - pad, i + n + pad), 0n),
      value: placeValue(task, blocks, problem),
    }
  }
  const placesOf = (task: PlannerTask): Place[] => {
    const size = task.minutes / SLOT
    const least = rules.minBlock / SLOT
    const most = rules.maxBlock / SLOT
    const all: Place[] = []
    const starts = Array.from({ length: size + 1 }, (_, n) => (n >= Math.min(least, size) ? runs(task, n) : []))
    const part = (parts: [number, number][], left: number, from: number): void => {
      if (left === 0) all.push(place(task, parts))
      for (let n = Math.min(least, size); n <= Math.min(left, most); n++)
        for (const i of starts[n] ?? []) if (i >= from) part([...parts, [i, n]], left - n, i + n + pad)
    }
    part([], size, 0)
    return all.sort((a, b) => b.value - a.value)
  }
  const tasks = [...problem.tasks].filter(({ waitsFor }) => waitsFor.length === 0)
  const known = new Set(problem.tasks.map(({ id }) => id))
  const options = tasks.map(placesOf)
  const bound = options.map((places) => places[0]?.value ?? 0)
  const rest = bound.map((_, i) => bound.slice(i).reduce((sum, value) => sum + value, 0))
  let best = 0
  const ends = new Map<string, number>()
  const visit = (i: number, used: bigint, focus: number, value: number): void => {
    if (value > best) best = value
    const task = tasks[i]
    if (!task || value + (rest[i] ?? 0) <= best + 1e-9) return
    const needed = task.dependsOnIds.filter((id) => known.has(id))
    const after = needed.every((id) => ends.has(id))
    if (after && focus + task.minutes <= rules.maxFocus) {
      const earliest = Math.max(0, ...needed.map((id) => ends.get(id) ?? 0))
      for (const one of options[i] ?? []) {
        if (value + one.value + (rest[i + 1] ?? 0) <= best + 1e-9) break
        if ((one.bits & used) !== 0n || (one.blocks[0]?.start ?? 0) < earliest) continue
        ends.set(task.id, one.blocks.at(-1)?.end ?? 0)
        visit(i + 1, used | one.zone, focus + task.minutes, value + one.value)
        ends.delete(task.id)
      }
    }
    visit(i + 1, used, focus, value)
  }
  // Tasks come after those they wait for already (generated so), and valuable ones early make the bound bite.
  visit(0, 0n, 0, 0)
  return best
}
