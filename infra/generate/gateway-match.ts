import { servedPaths } from '../../lib/platform/http/router.ts'
import type { GatewayRoute } from './gateway-routes.ts'
import type { FunctionSource } from './load-functions.ts'

const PROXY = '{proxy+}'

/**
 * The route that the gateway takes for a request, or null for its fallback: a full match before a greedy one, the more
 * specific one of either (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
 * @throws when neither of two routes is the more specific one: AWS does not say which it takes.
 */
export const matchedRoute = (routes: GatewayRoute[], method: string, path: string): GatewayRoute | null => {
  const segments = path.split('/')
  const matching = routes.filter((route) => route.method === method && matches(route.path.split('/'), segments))
  return matching.reduce<GatewayRoute | null>((best, route) => (best ? moreSpecific(best, route) : route), null)
}

/**
 * Proves that every operation reaches its function through the gateway, with an authorizer unless it is public.
 * @throws naming the operation and the route that takes its requests.
 */
export const assertReachable = (
  functions: FunctionSource[],
  routes: GatewayRoute[],
  fallbackFunction: string,
): void => {
  for (const { name, routes: table } of functions) {
    for (const [operationId, route] of Object.entries(table)) {
      for (const path of servedPaths(route)) {
        const taken = matchedRoute(routes, route.method, path.replaceAll(/\{\w+\+?\}/g, '~')) ?? {
          functionName: fallbackFunction,
          public: true,
          path: '$default',
        }
        if (taken.functionName !== name || taken.public !== (route.auth === 'public'))
          throw new Error(`${name}.${operationId} cannot be reached: ${route.method} ${path} is taken by ${taken.path}`)
      }
    }
  }
}

const matches = (template: string[], segments: string[]): boolean => {
  const greedy = template.at(-1) === PROXY
  if (greedy ? segments.length < template.length : segments.length !== template.length) return false
  return template.every((part, at) => isParameter(part) || part === segments[at])
}

const moreSpecific = (one: GatewayRoute, other: GatewayRoute): GatewayRoute => {
  if (beats(one.path.split('/'), other.path.split('/'))) return one
  if (beats(other.path.split('/'), one.path.split('/'))) return other
  throw new Error(`${one.method} ${one.path} and ${other.path} match the same requests, and neither is more specific`)
}

const beats = (one: string[], other: string[]): boolean => {
  const [oneGreedy, otherGreedy] = [one, other].map((parts) => parts.at(-1) === PROXY)
  if (oneGreedy !== otherGreedy) return otherGreedy === true
  return one.length >= other.length && other.every((part, at) => isParameter(part) || part === one[at])
}

const isParameter = (part: string): boolean => part.startsWith('{')
