import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { greedy, solve } from '../../../lib/domain/planner/solver/solve.ts'
import { optimum } from './brute-force.ts'
import { violations } from './checker.ts'
import { problemArb } from './days.ts'

const SIZES = [10, 15, 30, 45, 60, 90, 120, 180, 240]

describe('a plan', () => {
  it('violates no hard constraint on 1,000 generated days, and is never worse than greedy', () => {
    const days = fc.oneof(
      problemArb({ days: 1, tasks: [0, 12], sizes: SIZES, grid: 5, locked: true, day: [540, 1_080] }),
      problemArb({ days: 1, tasks: [0, 7], sizes: SIZES, grid: 1, locked: false, day: [0, 1_440] }),
      problemArb({ days: 3, tasks: [0, 15], sizes: SIZES, grid: 1, locked: true, day: [480, 1_020] }),
    )
    fc.assert(
      fc.property(days, (problem) => {
        const plan = solve(problem)
        expect(violations(problem, plan.placed)).toEqual([])
        expect(plan.objective).toBeGreaterThanOrEqual(greedy(problem).objective - 1e-9)
      }),
      { numRuns: 1_000, seed: 4 },
    )
  })

  it('is within 2 % of the optimum on average where every plan can be tried', () => {
    const small = problemArb({
      days: 1,
      tasks: [1, 7],
      sizes: [15, 30, 45, 60, 90],
      grid: 15,
      locked: false,
      day: [540, 840],
      // With shorter blocks there would be too many ways to cut a task to try them all.
    }).map((problem) => ({ ...problem, rules: { ...problem.rules, minBlock: 30 } }))
    const ratios = fc.sample(small, { numRuns: 100, seed: 11 }).map((problem) => {
      const best = optimum(problem)
      const found = solve(problem).objective
      expect(found).toBeLessThanOrEqual(best + 1e-6)
      return best === 0 ? 1 : found / best
    })
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
    expect(mean).toBeGreaterThanOrEqual(0.98)
  })

  it('is the same for the same input, in whatever order its tasks come', () => {
    const problems = problemArb({ days: 2, tasks: [3, 12], sizes: SIZES, grid: 5, locked: true, day: [540, 1_080] })
    fc.assert(
      fc.property(problems, (problem) => {
        const one = solve(problem)
        expect(solve(structuredClone(problem))).toEqual(one)
        const other = solve({ ...problem, tasks: [...problem.tasks].reverse(), busy: [...problem.busy].reverse() })
        expect([...other.placed].sort()).toEqual([...one.placed].sort())
      }),
      { numRuns: 50, seed: 2 },
    )
  })
})
