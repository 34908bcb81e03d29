import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { methodNotAllowed, noSuchRoute } from '../errors.ts'
import { type PathTree, pathTree } from './path-tree.ts'
import { BASE_PATH, type Route, type RouteTable } from './route.ts'

type Target = { name: string; route: Route; underUser: boolean; template: string }

export type Found = Target & {
  /** Decoded path parameters; with `underUser` also `userId`. */
  params: Record<string, string>
}

export type FindRoute = (event: APIGatewayProxyEventV2) => Found

/**
 * Finds the operation by method and path. The gateway's own match is not looked at: it knows greedy routes only.
 * @throws 404 for a path that no route has, 405 with the methods it has otherwise.
 */
export const findRoute = (routes: RouteTable): FindRoute => {
  const tree = routeTree(routes)
  return ({ rawPath, requestContext }) => {
    const method = requestContext.http.method
    const match = tree.find(method === 'HEAD' ? 'GET' : method, rawPath)
    if (match) return { ...match.value, params: match.params }
    const allowed = tree.methods(rawPath)
    throw allowed.length > 0 ? methodNotAllowed(allowed) : noSuchRoute()
  }
}

const routeTree = (routes: RouteTable): PathTree<Target> => {
  const tree = pathTree<Target>()
  for (const [name, route] of Object.entries(routes)) {
    for (const path of servedPaths(route)) {
      const underUser = path.startsWith(UNDER_USER)
      tree.add(route.method, path, { name, route, underUser, template: `${route.method} ${path}` })
    }
  }
  return tree
}

const UNDER_USER = `${BASE_PATH}/{userId}/`

/**
 * Every path of a route with the base path: its own and, where asked for, the one under /{userId}. The API's root, '/',
 * needs no slash, and is that of the host too.
 */
export const servedPaths = ({ path, underUser }: Route): string[] => {
  if (path === '/') return [BASE_PATH, `${BASE_PATH}/`, '/']
  return underUser ? [`${BASE_PATH}${path}`, `${UNDER_USER}${path.slice(1)}`] : [`${BASE_PATH}${path}`]
}
