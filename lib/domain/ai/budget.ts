import type { Item } from '../../platform/partition.ts'
import { numbersIn } from '../../platform/rate-limit.ts'

/**
 * What may be asked of models, as one row of a person holds it: tokens of a calendar month, requests of a billing period,
 * and when the requests of the last hour came. Calls under way hold a part of it; what a call that died held is free again.
 */

/** Longer than any invocation runs: a call whose reservation is older has died. */
export const HELD_MS = 120_000
export const HOUR_MS = 3_600_000

/** Each reservation is an attribute of the row; its name is this prefix and its id. */
export const HOLD = 'hold:'

/** What one call reserved. `calledAt`: when its request was counted, epoch ms; null for one that was counted before. */
export type Hold = { id: string; tokens: number; calledAt: number | null }
type StoredHold = Hold & { until: number; month: string; period: number }

/** `month`: YYYY-MM. `period`: when the billing period began, epoch ms. Counts without those of calls that died. */
export type Budget = {
  tokens: number
  requests: number
  /** When the requests came that count in the last hour, newest first, epoch ms. */
  calls: number[]
  expired: StoredHold[]
}

/** What a row says at a time, for a month and a billing period: those of others are over. */
export const budgetIn = (row: Item | null, month: string, period: number, now: number): Budget => {
  const expired = holdsIn(row).filter(({ until }) => until <= now)
  const dead = expired.flatMap(({ calledAt }) => (calledAt === null ? [] : [calledAt]))
  const tokens = row?.month === month ? Number(row.tokens ?? 0) - sum(expired.filter((one) => one.month === month)) : 0
  const lost = expired.filter((one) => one.period === period && one.calledAt !== null).length
  const requests = row?.period === period ? Number(row.requests ?? 0) - lost : 0
  return { tokens, requests, calls: without(numbersIn(row?.calls), dead).filter((at) => at > now - HOUR_MS), expired }
}

const sum = (holds: { tokens: number }[]): number => holds.reduce((total, { tokens }) => total + tokens, 0)

const without = (times: number[], dead: number[]): number[] => {
  const left = [...times]
  for (const at of dead) {
    const i = left.indexOf(at)
    if (i >= 0) left.splice(i, 1)
  }
  return left
}

export const holdsIn = (row: Item | null): StoredHold[] =>
  Object.entries(row ?? {}).flatMap(([name, value]) =>
    name.startsWith(HOLD) ? [{ ...(value as StoredHold), id: name.slice(HOLD.length) }] : [],
  )

/** What one call may take. `requests` are counted only where they are limited. */
export type Caps = { tokens: number; perHour: number; perPeriod: number }

/** Which limit has no room for one more request, or for so many tokens; null where all have. Requests first. */
export const reachedIn = (
  { tokens, requests, calls }: Budget,
  caps: Caps,
  wanted: { tokens: number; request: boolean },
): 'perHour' | 'perPeriod' | 'tokens' | null => {
  if (wanted.request && calls.length >= caps.perHour) return 'perHour'
  if (wanted.request && requests >= caps.perPeriod) return 'perPeriod'
  return tokens + wanted.tokens > caps.tokens ? 'tokens' : null
}

/** When one more request of the hour is allowed, epoch ms: the oldest that is in the way is then an hour old. */
export const hourFreeAt = ({ calls }: Budget, perHour: number): number =>
  (calls[perHour - 1] ?? calls.at(-1) ?? 0) + HOUR_MS
