import type { MetricRecord } from './metric.schema.ts'

type Aim = Pick<MetricRecord, 'direction' | 'targetValue'>

/**
 * Whether a value counts as at its target for a goal: 10 % short of it will do (contract 5.2). Without a target or a
 * value it does not.
 */
export const isAtTarget = (aim: Aim, value: number | null): boolean => {
  const { direction, targetValue: target } = aim
  if (target === null || value === null) return false
  const slack = Math.abs(target) * 0.1
  if (direction === 'Higher') return value >= exact(target - slack)
  if (direction === 'Lower') return value <= exact(target + slack)
  return exact(Math.abs(value - target)) <= exact(slack)
}

/** Without the last bits of binary fractions: 0.1 × 3 is 0.3. */
const exact = (value: number): number => Number(value.toPrecision(12))
