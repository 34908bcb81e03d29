import type { HttpAnswer, HttpEvent, HttpMiddleware, Routed } from './exchange.ts'
import type { FindRoute } from './router.ts'

/**
 * Finds the route. Preflight requests are answered here: the gateway's fallback route receives them too, and a browser
 * needs a 2xx. The gateway adds the CORS headers.
 */
export const routing = (find: FindRoute): HttpMiddleware<Routed> => ({
  before: ({ event, context: { exchange } }): HttpAnswer | undefined => {
    if (isPreflight(event)) return { statusCode: 204, headers: exchange.headers }
    exchange.found = find(event)
    return undefined
  },
})

const isPreflight = (event: HttpEvent): boolean => event.requestContext?.http?.method === 'OPTIONS'
