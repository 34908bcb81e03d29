import { createSender } from './sender.ts'
import type { Store } from './store.ts'
import type { Event } from './wire-types.ts'

/** What can go wrong with deliveries. Without any of these, events arrive at once, once and in order. */
export type Mode = 'late' | 'twice' | 'shuffled'
export const MODES: Mode[] = ['late', 'twice', 'shuffled']

export type Timing = {
  /** How long events wait when they are sent late. */
  lateMs: number
  /** How long events are gathered before they are sent in another order. */
  gatherMs: number
  /** The wait before the first repeat of what was not taken; each further one is twice as long. */
  retryMs: number
  maxRetryMs: number
}

export const TIMING: Timing = { lateMs: 5_000, gatherMs: 1_000, retryMs: 1_000, maxRetryMs: 15_000 }

type Target = { url: string; secret: string; modes: Set<Mode>; timing: Timing }

export type Webhooks = ReturnType<typeof createWebhooks>

/** Sends events to an endpoint in the ways that are switched on: late, twice, or gathered for a while and newest first. */
export const createWebhooks = (store: Store, { url, secret, modes, timing }: Target) => {
  const sender = createSender(store, { url, secret, ...timing })
  let gathered: Event[] = []

  const dispatch = (event: Event): void => {
    for (const copy of modes.has('twice') ? [event, event] : [event]) {
      if (modes.has('late')) sender.later(timing.lateMs, () => sender.send(copy))
      else sender.send(copy)
    }
  }

  const flush = (): void => {
    const events = gathered.reverse()
    gathered = []
    for (const event of events) dispatch(event)
  }

  return {
    modes,
    deliver: (event: Event): void => {
      store.deliveries.set(event.id, { event: event.id, attempts: 0, status: null, done: false })
      if (!modes.has('shuffled')) {
        dispatch(event)
        return
      }
      if (gathered.length === 0) sender.later(timing.gatherMs, flush)
      gathered.push(event)
    },
    /** Sends an event once more, at once. */
    resend: sender.send,
    /** Sends what had not been taken when the last run ended. */
    resume: (): void => {
      for (const event of store.all('event').reverse()) if (sender.isToBeSent(event)) sender.send(event)
    },
    settled: sender.settled,
    stop: sender.stop,
  }
}
