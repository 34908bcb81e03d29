import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Route, RouteTable } from '../../lib/platform/http/route.ts'

export type Served = { name: string; functionName: string; route: Route; routes: RouteTable; handler: unknown }

const folder = resolve(import.meta.dirname, '../../functions')

/** Every route that is served, with the handler that serves it: a new one is here by itself. */
export const servedRoutes = async (): Promise<Served[]> => {
  const tables = await Promise.all(readdirSync(folder).map(tableOf))
  return tables.flatMap((table) =>
    table === null ? [] : Object.entries(table.routes).map(([name, route]) => ({ ...table, name, route })),
  )
}

const tableOf = async (functionName: string) => {
  const routes = await import(`../../functions/${functionName}/routes.ts`).catch(() => null)
  if (!routes) return null
  const { handler } = await import(`../../functions/${functionName}/handler.ts`)
  return { functionName, routes: routes.routes as RouteTable, handler: handler as unknown }
}
