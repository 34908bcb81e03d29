import { verifyAccessToken } from '../auth/verify.ts'
import { forbidden, unauthorized } from '../errors.ts'
import type { Authenticated, HttpEvent, HttpMiddleware } from './exchange.ts'
import { header } from './request.ts'
import type { Route } from './route.ts'

/** Finds out who is calling. Every route except public ones needs a valid token; a path under a user id needs that user's. */
export const authentication = (verify = verifyAccessToken): HttpMiddleware<Authenticated> => ({
  before: async ({ event, context: { exchange } }) => {
    const { route, underUser, params } = exchange.found
    const accessToken = bearerOf(event, route)
    exchange.caller = { address: event.requestContext?.http?.sourceIp ?? 'unknown', accessToken }
    if (route.auth !== 'public') exchange.userId = await verify(accessToken)
    if (underUser && params.userId !== exchange.userId) throw forbidden('This path belongs to another user')
  },
})

/** The token of `Authorization: Bearer <token>`, or null. @throws 401 for any other form, except on public routes. */
const bearerOf = (event: HttpEvent, route: Route): string | null => {
  const value = header(event, 'authorization')
  if (value === undefined) return null
  const token = /^Bearer ([^\s,]+)$/i.exec(value)?.[1]
  if (!token && route.auth !== 'public') throw unauthorized()
  return token ?? null
}
