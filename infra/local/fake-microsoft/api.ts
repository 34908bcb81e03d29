import { createHash } from 'node:crypto'
import { deltaPage } from './delta.ts'
import { eventRoutes } from './event-routes.ts'
import { accessDenied, GraphError } from './failures.ts'
import { type Answer, type Asked, type Call, calendarIn, type Reply, type Routes, type World } from './routing.ts'
import { createSubscriptions, type Post, wireOfSubscription } from './subscriptions.ts'
import type { Preferences } from './wire.ts'

export const createWorld = (base: string): World => ({
  ...{
    base,
    tokens: new Map(),
    signedIn: () => null,
    faults: [],
    deltaStyle: 'whole',
    duplicates: 'same',
    pageSize: 1_000,
    received: [],
  },
})

/** Graph's calendars, as the reference of v1.0 describes them. */
export const createApi = (world: World, post: Post, now: () => number = Date.now) => {
  const subscriptions = createSubscriptions(post, now)
  const routes: Routes = [...calendarRoutes, ...eventRoutes, ...subscriptionRoutes(subscriptions)]

  const answer = async (call: Call): Promise<Answer> => {
    const { pathname, searchParams: query } = new URL(call.target, 'http://graph')
    world.received.push(`${call.method} ${pathname}`)
    try {
      const fault = world.faults.shift()
      if (fault) throw fault
      const { mailbox, mayWrite } = openedBy(world, call.headers.authorization)
      // Subscriptions take no more than reading.
      if (!mayWrite && call.method !== 'GET' && pathname.includes('/events')) throw accessDenied()
      const changed: Asked['changed'] = (event, changeType) => subscriptions.changed(mailbox, event, changeType)
      const body = call.body === '' ? {} : JSON.parse(call.body)
      const prefer = preferencesIn(call.headers.prefer ?? '', world)
      const asked = { world, mailbox, query, prefer, body, changed, ifMatch: call.headers['if-match'] }
      const { status, json } = await routed(routes, call.method, pathname, asked)
      return { status, headers: { 'content-type': 'application/json' }, body: json ? JSON.stringify(json) : '' }
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      const { status, code, message, headers } = error
      const innerError = { 'request-id': createHash('sha256').update(message).digest('hex').slice(0, 32) }
      const body = JSON.stringify({ error: { code, message, innerError } })
      return { status, headers: { 'content-type': 'application/json', ...headers }, body }
    }
  }
  return { answer, subscriptions }
}

const openedBy = (world: World, authorization: string | undefined) => {
  const mailbox = world.tokens.get(authorization?.replace(/^Bearer /, '') ?? '')
  const opened = mailbox ? { mailbox, mayWrite: true } : world.signedIn(authorization)
  if (!opened) throw new GraphError(401, 'InvalidAuthenticationToken', 'Access token is empty or has expired.')
  return opened
}

const routed = (routes: Routes, method: string, path: string, asked: Asked): Reply | Promise<Reply> => {
  for (const [pattern, handle] of routes) {
    const match = pattern.exec(`${method} ${path}`)
    if (match) return handle(asked, ...match.slice(1).map((name) => decodeURIComponent(name)))
  }
  throw new GraphError(404, 'ResourceNotFound', `Resource not found for ${method} ${path}`)
}

/** Prefer headers may be joined by commas. */
const preferencesIn = (prefer: string, { pageSize }: World): Preferences => ({
  zone: /outlook\.timezone="([^"]+)"/i.exec(prefer)?.[1] ?? 'UTC',
  isText: /outlook\.body-content-type="text"/i.test(prefer),
  isImmutable: /IdType="ImmutableId"/i.test(prefer),
  pageSize: Math.min(pageSize, Number(/odata\.maxpagesize=(\d+)/i.exec(prefer)?.[1] ?? 10)),
})

const calendarRoutes: Routes = [
  [
    /^GET \/v1\.0\/me$/,
    ({ mailbox: { address } }) => ({
      status: 200,
      json: { id: `id-${address}`, mail: address, userPrincipalName: address },
    }),
  ],
  [
    /^GET \/v1\.0\/me\/calendars$/,
    ({ world, mailbox, query }) => {
      const [skip, top] = [Number(query.get('$skip') ?? 0), Math.min(world.pageSize, Number(query.get('$top') ?? 10))]
      const all = [...mailbox.calendars.values()]
      const value = all.slice(skip, skip + top).map(({ left: _, ...one }) => ({ ...one, color: 'auto' }))
      const next = `${world.base}/v1.0/me/calendars?$top=${top}&$skip=${skip + top}`
      return { status: 200, json: { value, ...(skip + top < all.length && { '@odata.nextLink': next }) } }
    },
  ],
  [
    /^GET (\/v1\.0\/me\/calendars\/([^/]+)\/calendarView\/delta)$/,
    (asked, path = '', id = '') => {
      const { world, mailbox, query, prefer } = asked
      const forbidden = ['$select', '$expand', '$filter', '$orderby', '$search'].find((name) => query.has(name))
      if (forbidden)
        throw new GraphError(400, 'ErrorInvalidUrlQuery', `${forbidden} is not supported with change tracking`)
      const calendar = calendarIn(asked, id)
      const { value, next, delta } = deltaPage({ mailbox, calendar, query, prefer, style: world.deltaStyle })
      const encoded = path.replace(id, encodeURIComponent(id))
      return {
        status: 200,
        json: {
          value,
          ...(next !== null && { '@odata.nextLink': `${world.base}${encoded}?$skiptoken=${next}` }),
          ...(delta !== null && { '@odata.deltaLink': `${world.base}${encoded}?$deltatoken=${delta}` }),
        },
      }
    },
  ],
]

const subscriptionRoutes = (subscriptions: ReturnType<typeof createSubscriptions>): Routes => [
  [
    /^POST \/v1\.0\/subscriptions$/,
    async ({ mailbox, body, prefer }) => {
      const made = await subscriptions.create(mailbox, body, prefer.isImmutable)
      return { status: 201, json: wireOfSubscription(made) }
    },
  ],
  [
    /^PATCH \/v1\.0\/subscriptions\/([^/]+)$/,
    ({ mailbox, body }, id = '') => {
      const found = subscriptions.find(mailbox, id)
      found.expiresAt = subscriptions.expiryOf(body.expirationDateTime)
      return { status: 200, json: wireOfSubscription(found) }
    },
  ],
  [
    /^DELETE \/v1\.0\/subscriptions\/([^/]+)$/,
    ({ mailbox }, id = '') => {
      subscriptions.all.delete(subscriptions.find(mailbox, id).id)
      return { status: 204 }
    },
  ],
  [
    /^POST \/v1\.0\/subscriptions\/([^/]+)\/reauthorize$/,
    ({ mailbox }, id = '') => {
      subscriptions.find(mailbox, id)
      return { status: 204 }
    },
  ],
]
