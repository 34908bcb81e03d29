import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { AppError } from '../errors.ts'
import { BASE_PATH, type Route, type RouteTable } from './route.ts'

export type Found = { name: string; route: Route; underUser: boolean }

/** The gateway has matched the path already; its route key names ours. @throws 404 for anything else. */
export const findRoute = (routes: RouteTable): ((event: APIGatewayProxyEventV2) => Found) => {
  const byKey = new Map<string, Found>()
  for (const [name, route] of Object.entries(routes)) {
    byKey.set(routeKey(route), { name, route, underUser: false })
    if (route.underUser) byKey.set(routeKey(route, '/{userId}'), { name, route, underUser: true })
  }
  return (event) => {
    const found = byKey.get(event.routeKey)
    if (!found) throw new AppError(404, 'NOT_FOUND', 'There is no such route')
    return found
  }
}

/** 'GET /api/v1/tasks/{taskId}', as the gateway writes it. */
export const routeKey = ({ method, path }: Route, prefix = ''): string => `${method} ${BASE_PATH}${prefix}${path}`
