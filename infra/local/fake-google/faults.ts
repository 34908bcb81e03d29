import { broken, type GoogleFailure, overQuota } from './failures.ts'

/** `lost`: the request is done, and its answer does not arrive. `cut`: it does not arrive itself. */
export type Fault = '403' | '429' | '500' | '503' | 'lost' | 'cut'

/** What the next requests run into, in this order; null: nothing. */
export const createFaults = () => {
  const planned: (Fault | null)[] = []
  return {
    plan: (...faults: (Fault | null)[]): void => {
      planned.push(...faults)
    },
    clear: (): void => {
      planned.length = 0
    },
    next: (): Fault | null => planned.shift() ?? null,
  }
}

export const failureOf = (fault: '403' | '429' | '500' | '503'): GoogleFailure => {
  if (fault === '403') return overQuota(403)
  return fault === '429' ? overQuota(429, 7) : broken(Number(fault))
}
