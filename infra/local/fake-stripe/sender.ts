import { createHmac } from 'node:crypto'
import { type Delivery, type Store, seconds } from './store.ts'
import type { Event } from './wire-types.ts'

/** Stripe gives up after three days, too long to wait for on a laptop. */
const MAX_ATTEMPTS = 250
const ANSWER_MS = 20_000

/** The Stripe-Signature header of a body at a time in epoch seconds. */
export const signatureOf = (body: string, secret: string, at = seconds()): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`

type Endpoint = { url: string; secret: string; retryMs: number; maxRetryMs: number }

/** Posts an event, signed. Returns the status of the answer, or null where there is none. */
const post = async ({ url, secret }: Endpoint, event: Event, stopped: AbortSignal): Promise<number | null> => {
  const body = JSON.stringify(event, null, 2)
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'stripe-signature': signatureOf(body, secret),
  }
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_MS)])
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return null
  }
}

const note = (delivery: Delivery, event: Event, status: number | null): boolean => {
  const isTaken = status !== null && status >= 200 && status < 300
  delivery.attempts += 1
  delivery.status = status
  delivery.done ||= isTaken
  event.pending_webhooks = delivery.done ? 0 : 1
  return isTaken
}

/** Timers that can all be ended at once. */
const createTimers = () => {
  const timers = new Set<NodeJS.Timeout>()
  return {
    after: (ms: number, work: () => void): void => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        work()
      }, ms)
      timers.add(timer)
    },
    end: (): void => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** Sends events one after the other, and each again until the endpoint answers 2xx. */
export const createSender = (store: Store, endpoint: Endpoint) => {
  const timers = createTimers()
  const stopping = new AbortController()
  const idle: (() => void)[] = []
  let sending: Promise<void> = Promise.resolve()
  let open = 0

  const release = (): void => {
    open -= 1
    if (open === 0) for (const done of idle.splice(0)) done()
  }

  const attempt = async (event: Event): Promise<void> => {
    const delivery = store.deliveries.get(event.id) ?? { event: event.id, attempts: 0, status: null, done: false }
    store.deliveries.set(event.id, delivery)
    const status = await post(endpoint, event, stopping.signal)
    if (stopping.signal.aborted) return
    const isTaken = note(delivery, event, status)
    store.save()
    if (isTaken || delivery.attempts >= MAX_ATTEMPTS) release()
    else
      timers.after(Math.min(endpoint.retryMs * 2 ** (delivery.attempts - 1), endpoint.maxRetryMs), () => attempt(event))
  }

  return {
    /** Sends an event after those before it; a repeat does not hold up the others. */
    send: (event: Event): void => {
      open += 1
      sending = sending.then(() => attempt(event))
    },
    /** Does something later, which counts as under way until it is done. */
    later: (ms: number, work: () => void): void => {
      open += 1
      timers.after(ms, () => {
        work()
        release()
      })
    },
    isToBeSent: ({ id }: Event): boolean => {
      const delivery = store.deliveries.get(id)
      return delivery !== undefined && !delivery.done && delivery.attempts < MAX_ATTEMPTS
    },
    /** Resolves when no event is under way or waits to be repeated. */
    settled: (): Promise<void> =>
      open === 0
        ? Promise.resolve()
        : new Promise((done) => {
            idle.push(done)
          }),
    stop: async (): Promise<void> => {
      stopping.abort()
      timers.end()
      await sending
    },
  }
}
