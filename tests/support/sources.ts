import * as z from 'zod'
import type { FunctionSource } from '../../infra/generate/load-functions.ts'
import type { Route, RouteTable } from '../../lib/platform/http/route.ts'

/** A route as one line: 'GET /things/{thingId} public'. */
export const route = (text: string, more: Partial<Route> = {}): Route => {
  const [method, path = '', auth] = text.split(' ')
  return {
    method: method as Route['method'],
    path,
    summary: text,
    status: 200,
    response: z.unknown(),
    ...(auth === 'public' && { auth }),
    ...more,
  }
}

/** A function of these operations, each a route or its line. */
export const source = (name: string, ...operations: (string | Route)[]): FunctionSource => ({
  name,
  spec: { description: name, access: { table: ['read', 'write'] } },
  routes: Object.fromEntries(
    operations.map((operation, index) => [
      `${name}${index}`,
      typeof operation === 'string' ? route(operation) : operation,
    ]),
  ) as RouteTable,
})
