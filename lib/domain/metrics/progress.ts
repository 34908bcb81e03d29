import type { MetricRecord } from './metric.fields.ts'

/** The target of a metric, and from which side it is approached. */
export type Aim = Pick<MetricRecord, 'direction' | 'targetValue'>

/** How near a value is to its target, in the units of the metric and in per cent. */
export type Progress = { percentage: number; remaining: number; isOnTrack: boolean }

/**
 * Progress towards a target (docs/formulas.md, Metric progress): Higher min(100, value/target), Lower min(100, target/value), Target
 * 100 % at the target down to 0 % at 10 % distance. On track: 80 %, 120 %, 10 % distance. Without a target (or with 0,
 * of which there is no percentage) 0 % and on track. A negative target is its mirror image: more debt is less.
 */
export const progressOf = ({ direction, targetValue }: Aim, value: number): Progress => {
  if (!targetValue) return { percentage: 0, remaining: 0, isOnTrack: true }
  if (direction === 'Target') return nearness(targetValue, value)
  const mirrored = targetValue < 0
  const [target, current] = mirrored ? [-targetValue, -value] : [targetValue, value]
  return (direction === 'Higher') !== mirrored ? upTo(target, current) : downTo(target, current)
}

const upTo = (target: number, value: number): Progress => ({
  percentage: clamp(exact((value / target) * 100)),
  remaining: Math.max(0, target - value),
  isOnTrack: value >= exact(0.8 * target),
})

const downTo = (target: number, value: number): Progress => ({
  percentage: value <= target ? 100 : clamp(exact((target / value) * 100)),
  remaining: Math.max(0, value - target),
  isOnTrack: value <= exact(1.2 * target),
})

const nearness = (target: number, value: number): Progress => {
  const remaining = Math.abs(value - target)
  const slack = Math.abs(target) * 0.1
  return {
    percentage: clamp(exact(100 - (remaining / slack) * 100)),
    remaining,
    isOnTrack: exact(remaining) <= exact(slack),
  }
}

/**
 * Whether a value counts as at its target for a goal: 10 % short of it will do (docs/formulas.md, Goal progress). Without a target or a
 * value it does not.
 */
export const isAtTarget = ({ direction, targetValue: target }: Aim, value: number | null): boolean => {
  if (target === null || value === null) return false
  const slack = Math.abs(target) * 0.1
  if (direction === 'Higher') return value >= exact(target - slack)
  if (direction === 'Lower') return value <= exact(target + slack)
  return exact(Math.abs(value - target)) <= exact(slack)
}

/** Whether a value is at the target itself, or better. Without a target or a value it is not. */
export const hasReached = ({ direction, targetValue: target }: Aim, value: number | null): boolean => {
  if (target === null || value === null) return false
  if (direction === 'Target') return exact(value) === exact(target)
  return direction === 'Higher' ? value >= target : value <= target
}

/**
 * By how many per cent `last` is better than `first`, in the metric's direction: growth, decline, or the part of the
 * way to the target that has been covered. Null where there is no percentage.
 */
export const improvementOf = ({ direction, targetValue }: Aim, first: number, last: number): number | null => {
  if (direction !== 'Target') {
    if (first === 0) return null
    const growth = exact(((last - first) / Math.abs(first)) * 100)
    return direction === 'Higher' ? growth : -growth
  }
  if (targetValue === null || first === targetValue) return null
  const [before, after] = [Math.abs(first - targetValue), Math.abs(last - targetValue)]
  return exact(((before - after) / before) * 100)
}

/** Without the last bits of binary fractions: 0.1 × 3 is 0.3. */
export const exact = (value: number): number => Number(value.toPrecision(12))

const clamp = (percentage: number): number => Math.min(100, Math.max(0, percentage))
