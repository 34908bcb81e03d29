import type { HttpAnswer, HttpEvent, HttpMiddleware, Routed } from './exchange.ts'
import type { FindRoute } from './router.ts'

/**
 * Finds the route. Preflights end here: the gateway's fallback route catches them too, and a browser needs a 2xx; the
 * gateway adds the CORS headers.
 */
export const routing = (find: FindRoute): HttpMiddleware<Routed> => ({
  before: ({ event, context: { exchange } }): HttpAnswer | undefined => {
    if (isPreflight(event)) return { statusCode: 204, headers: exchange.headers }
    exchange.found = find(event)
    return undefined
  },
})

const isPreflight = (event: HttpEvent): boolean => event.requestContext?.http?.method === 'OPTIONS'
