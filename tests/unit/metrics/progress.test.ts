import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Aim, improvementOf, isAtTarget, progressOf } from '../../../lib/domain/metrics/progress.ts'

const directions = fc.constantFrom('Higher' as const, 'Lower' as const, 'Target' as const)
const values = fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 100)
const aim = (direction: Aim['direction'], targetValue: number | null): Aim => ({ direction, targetValue })

describe('progress towards a target', () => {
  it.each([
    ['Higher', 100, 50, 50, false],
    ['Higher', 100, 80, 80, true],
    ['Higher', 100, 250, 100, true],
    ['Higher', 0.3, 0.1 * 3, 100, true],
    ['Lower', 50, 100, 50, false],
    ['Lower', 50, 60, 83.3333333333, true],
    ['Lower', 50, 0, 100, true],
    ['Lower', 50, -5, 100, true],
    ['Target', 100, 105, 50, true],
    ['Target', 100, 100, 100, true],
    ['Target', 100, 120, 0, false],
    ['Higher', -100, -200, 50, false],
    ['Higher', -100, -50, 100, true],
    ['Lower', -100, -50, 50, false],
    ['Lower', -100, -150, 100, true],
  ] as const)('%s %s with %s is %s %%', (direction, target, value, percentage, isOnTrack) => {
    expect(progressOf(aim(direction, target), value)).toMatchObject({ percentage, isOnTrack })
  })

  it.each([null, 0])('with the target %s is 0 % and on track', (target) => {
    expect(progressOf(aim('Higher', target), 5)).toEqual({ percentage: 0, remaining: 0, isOnTrack: true })
  })

  it('lies between 0 and 100, and is 100 exactly where nothing remains', () => {
    fc.assert(
      fc.property(directions, values, values, (direction, target, value) => {
        fc.pre(target !== 0)
        const { percentage, remaining } = progressOf(aim(direction, target), value)
        expect(percentage).toBeGreaterThanOrEqual(0)
        expect(percentage).toBeLessThanOrEqual(100)
        expect(remaining).toBeGreaterThanOrEqual(0)
        expect(percentage === 100).toBe(remaining === 0)
      }),
      { numRuns: 1_000 },
    )
  })

  it('never falls while the value gets better', () => {
    fc.assert(
      fc.property(directions, values, values, values, (direction, target, a, b) => {
        fc.pre(target !== 0)
        const goal = aim(direction, target)
        const [worse, better] = [a, b].sort((x, y) =>
          direction === 'Higher' ? x - y : direction === 'Lower' ? y - x : Math.abs(y - target) - Math.abs(x - target),
        ) as [number, number]
        expect(progressOf(goal, better).percentage).toBeGreaterThanOrEqual(progressOf(goal, worse).percentage)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a metric at its target', () => {
  it.each([
    ['Higher', 100, 90, true],
    ['Higher', 100, 89.9, false],
    ['Lower', 100, 110, true],
    ['Lower', 100, 110.1, false],
    ['Target', 100, 90, true],
    ['Target', 100, 110, true],
    ['Target', 100, 110.1, false],
    ['Higher', null, 500, false],
    ['Higher', 100, null, false],
    ['Higher', -100, -110, true],
  ] as const)('%s %s with %s: %s', (direction, target, value, expected) => {
    expect(isAtTarget(aim(direction, target), value)).toBe(expected)
  })
})

describe('improvement', () => {
  it.each([
    ['Higher', null, 100, 130, 30],
    ['Higher', null, 130, 100, -23.0769230769],
    ['Higher', null, 0.3, 0.33, 10],
    ['Higher', null, -50, -25, 50],
    ['Lower', null, 100, 70, 30],
    ['Lower', null, 100, 130, -30],
    ['Target', 80, 100, 85, 75],
    ['Target', 80, 60, 50, -50],
    ['Higher', null, 0, 5, null],
    ['Target', null, 1, 2, null],
    ['Target', 80, 80, 90, null],
  ] as const)('%s %s from %s to %s is %s %%', (direction, target, first, last, expected) => {
    expect(improvementOf(aim(direction, target), first, last)).toBe(expected)
  })

  it('up is as good for Higher as it is bad for Lower', () => {
    fc.assert(
      fc.property(values, values, (first, last) => {
        fc.pre(first !== 0)
        const [up, down] = [improvementOf(aim('Higher', 1), first, last), improvementOf(aim('Lower', 1), first, last)]
        expect((up ?? 0) + (down ?? 0)).toBe(0)
        expect(Math.sign(up ?? 0)).toBe(Math.sign(last - first))
      }),
    )
  })
})
