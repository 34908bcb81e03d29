import { failureOutcome, type Outcome } from './api.ts'
import { broken, rateLimited } from './failures.ts'

/** How the next calls of the API fail. A 500 that is kept came from the endpoint: its idempotency key answers it for a day. */
export type Fault = '429' | '500' | '500 kept' | 'slow' | 'hang'
export const FAULTS: Fault[] = ['429', '500', '500 kept', 'slow', 'hang']

const SLOW_MS = 3_000

export type Faults = ReturnType<typeof createFaults>

/** Faults on demand: each holds for a number of calls. */
export const createFaults = () => {
  let kind: Fault = '500'
  let left = 0
  const hanging = new Set<() => void>()
  return {
    fail: (fault: Fault, calls = 1): void => {
      kind = fault
      left = calls
    },
    state: () => ({ kind, left }),
    /** The failure of this call, or null when it is to be answered. A call that hangs is answered at `release`. */
    next: async (): Promise<Outcome | null> => {
      if (left <= 0) return null
      left -= 1
      if (kind === '429') return failureOutcome(rateLimited())
      if (kind === '500') return { ...failureOutcome(broken()), isResult: false }
      if (kind === '500 kept') return failureOutcome(broken())
      if (kind === 'slow') await new Promise((done) => setTimeout(done, SLOW_MS))
      else {
        await new Promise<void>((done) => {
          hanging.add(done)
        })
      }
      return null
    },
    release: (): void => {
      left = 0
      for (const done of hanging) done()
      hanging.clear()
    },
  }
}
