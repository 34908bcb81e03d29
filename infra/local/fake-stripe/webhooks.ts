import { createHmac } from 'node:crypto'
import { type Store, seconds } from './store.ts'
import type { Event } from './wire-types.ts'

/** How events reach the endpoint besides at once, once and in order. */
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

export const TIMING: Timing = { lateMs: 5_000, gatherMs: 1_000, retryMs: 1_000, maxRetryMs: 300_000 }
const MAX_ATTEMPTS = 16
const ANSWER_MS = 20_000

/** The Stripe-Signature header of a body at a time in epoch seconds. */
export const signatureOf = (body: string, secret: string, at = seconds()): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`

export const bodyOf = (event: Event): string => JSON.stringify(event, null, 2)

type Target = { url: string; secret: string; modes: Set<Mode>; timing: Timing }

export type Webhooks = ReturnType<typeof createWebhooks>

/**
 * Sends events, signed, to an endpoint until it answers 2xx. What is under way when the process ends is sent again by `resume`
 * after the next start.
 */
export const createWebhooks = (store: Store, target: Target) => {
  const timers = new Set<NodeJS.Timeout>()
  const stopping = new AbortController()
  let gathered: Event[] = []
  let sending: Promise<void> = Promise.resolve()
  let open = 0
  const idle: (() => void)[] = []

  const after = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
  }

  const post = async (event: Event): Promise<number | null> => {
    const body = bodyOf(event)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': signatureOf(body, target.secret),
    }
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_MS)])
    try {
      const answer = await fetch(target.url, { method: 'POST', headers, body, signal, redirect: 'manual' })
      await answer.arrayBuffer()
      return answer.status
    } catch {
      return null
    }
  }

  const attempt = async (event: Event): Promise<void> => {
    const delivery = store.deliveries.get(event.id) ?? { event: event.id, attempts: 0, status: null, done: false }
    store.deliveries.set(event.id, delivery)
    const status = await post(event)
    if (stopping.signal.aborted) return
    delivery.attempts += 1
    delivery.status = status
    const isTaken = status !== null && status >= 200 && status < 300
    delivery.done ||= isTaken
    event.pending_webhooks = delivery.done ? 0 : 1
    store.save()
    if (isTaken || delivery.attempts >= MAX_ATTEMPTS) finished()
    else
      after(
        Math.min(target.timing.retryMs * 2 ** (delivery.attempts - 1), target.timing.maxRetryMs),
        () => void attempt(event),
      )
  }

  const finished = (): void => {
    open -= 1
    if (open === 0) for (const done of idle.splice(0)) done()
  }

  /** In the order of the calls: the next is sent when the answer to the last is there. */
  const enqueue = (event: Event): void => {
    open += 1
    sending = sending.then(() => attempt(event))
  }

  const dispatch = (event: Event): void => {
    const copies = target.modes.has('twice') ? [event, event] : [event]
    for (const copy of copies) {
      if (target.modes.has('late')) {
        open += 1
        after(target.timing.lateMs, () => {
          sending = sending.then(() => attempt(copy))
        })
      } else enqueue(copy)
    }
  }

  const flush = (): void => {
    const events = gathered.reverse()
    gathered = []
    for (const event of events) dispatch(event)
    finished()
  }

  return {
    modes: target.modes,
    timing: target.timing,
    /** Sends an event in the ways that are switched on. Shuffled ones are gathered for a while and sent newest first. */
    deliver: (event: Event): void => {
      store.deliveries.set(event.id, { event: event.id, attempts: 0, status: null, done: false })
      if (!target.modes.has('shuffled')) {
        dispatch(event)
        return
      }
      if (gathered.length === 0) {
        open += 1
        after(target.timing.gatherMs, flush)
      }
      gathered.push(event)
    },
    /** Sends an event once more, at once. */
    resend: enqueue,
    /** Sends what had not been taken when the last run ended. */
    resume: (): void => {
      for (const event of store.all('event').reverse()) {
        const delivery = store.deliveries.get(event.id)
        if (delivery && !delivery.done && delivery.attempts < MAX_ATTEMPTS) enqueue(event)
      }
    },
    /** Resolves when no event is under way or waits to be repeated. */
    settled: (): Promise<void> => (open === 0 ? Promise.resolve() : new Promise((done) => idle.push(done))),
    stop: async (): Promise<void> => {
      stopping.abort()
      for (const timer of timers) clearTimeout(timer)
      await sending
    },
  }
}
