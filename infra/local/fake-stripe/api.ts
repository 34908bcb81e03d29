import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Books } from './books.ts'
import { catalogRoutes } from './catalog-routes.ts'
import { checkoutRoutes } from './checkout-routes.ts'
import { customerRoutes } from './customer-routes.ts'
import { expanded } from './expand.ts'
import { invalid, keyInUse, keyReused, StripeFailure, unknownRoute, wrongKey } from './failures.ts'
import { type Form, parseForm } from './form.ts'
import { portalRoutes } from './portal-routes.ts'
import { recordRoutes } from './record-routes.ts'
import type { Route } from './routes.ts'
import { seconds } from './store.ts'
import { subscriptionRoutes } from './subscription-routes.ts'

export type Answer = { status: number; body: string; headers?: Record<string, string> }

export type Call = { method: string; path: string; search: string; headers: IncomingMessage['headers']; text: string }

const ROUTES = [
  ...catalogRoutes,
  ...customerRoutes,
  ...portalRoutes,
  ...checkoutRoutes,
  ...subscriptionRoutes,
  ...recordRoutes,
]

const match = (method: string, path: string): { route: Route; id: string } => {
  const parts = path.split('/')
  for (const route of ROUTES) {
    const names = route.path.split('/')
    const fits =
      names.length === parts.length && names.every((name, i) => name === parts[i] || (name === ':id' && parts[i]))
    if (route.method === method && fits) return { route, id: decodeURIComponent(parts[names.indexOf(':id')] ?? '') }
  }
  throw unknownRoute(method, path)
}

const expandOf = ({ expand = [] }: Form): string[] => {
  if (!Array.isArray(expand)) throw invalid('Invalid array', { param: 'expand' })
  return expand.map(String)
}

/** What an endpoint answered; a result is remembered for the idempotency key. */
export type Outcome = { status: number; body: string; isResult: boolean }

/** Runs a call for what it answers. A failure is an answer, too. */
const run = (books: Books, { method, path, search, text }: Call): Outcome => {
  try {
    const { route, id } = match(method, path)
    const form = { ...parseForm(search), ...parseForm(text) }
    const answer = expanded(books.store, route.run(books, form, id), expandOf(form))
    return { status: 200, body: JSON.stringify(answer, null, 2), isResult: true }
  } catch (error) {
    if (!(error instanceof StripeFailure)) throw error
    return failureOutcome(error)
  }
}

export const failureOutcome = ({ status, body, isResult }: StripeFailure): Outcome => ({
  status,
  body: JSON.stringify({ error: body }, null, 2),
  isResult,
})

const authorized = (header: string | undefined, secretKey: string): StripeFailure | null => {
  const [scheme, given = ''] = (header ?? '').split(' ')
  const key = scheme === 'Basic' ? Buffer.from(given, 'base64').toString().split(':')[0] : given
  return key === secretKey ? null : wrongKey(key ?? '')
}

/**
 * Answers calls as api.stripe.com does. A POST with an Idempotency-Key runs once: the same again gets the stored answer, other
 * parameters a 400, and the same at the same time a 409. What fails before the endpoint runs is not remembered.
 */
export const createApi = (books: Books, secretKey: string, before: (call: Call) => Promise<Outcome | null>) => {
  const running = new Set<string>()
  const { remembered } = books.store

  const once = async (call: Call, key: string): Promise<Answer> => {
    const sent = createHash('sha256').update(`${call.method} ${call.path} ${call.text}`).digest('hex')
    const known = remembered.get(key)
    if (running.has(key)) return failureOutcome(keyInUse())
    if (known && known.sent !== sent) return failureOutcome(keyReused(key))
    if (known) return { status: known.status, body: known.body, headers: { 'idempotent-replayed': 'true' } }
    running.add(key)
    try {
      const { status, body, isResult } = (await before(call)) ?? run(books, call)
      if (isResult) remembered.set(key, { key, sent, status, body, at: seconds() })
      return { status, body }
    } finally {
      running.delete(key)
    }
  }

  return async (call: Call): Promise<Answer> => {
    const refused = authorized(call.headers.authorization, secretKey)
    if (refused) return failureOutcome(refused)
    const key = call.method === 'POST' ? call.headers['idempotency-key'] : undefined
    const answer = key ? await once(call, String(key)) : ((await before(call)) ?? run(books, call))
    if (call.method !== 'GET') books.store.save()
    return answer
  }
}
