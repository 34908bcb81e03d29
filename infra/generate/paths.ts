import { servedPaths } from '../../lib/platform/http/router.ts'
import type { FunctionSource } from './load-functions.ts'

/** The function that answers what no route matches. */
export const fallbackFunction = 'meta'

const shapeOf = (method: string, path: string): string => `${method} ${path.replace(/\{[^}]+\}/g, '{}')}`

/**
 * Proves that no two routes of the suite answer the same requests and no operation id is used twice.
 * @throws naming both owners; the gateway would refuse the deployment much later.
 */
export const assertDistinctRoutes = (functions: FunctionSource[]): void => {
  const owners = new Map<string, string>()
  const claim = (key: string, owner: string): void => {
    const other = owners.get(key)
    if (other) throw new Error(`${key} belongs to both ${other} and ${owner}`)
    owners.set(key, owner)
  }
  for (const { name, routes } of functions) {
    for (const [operationId, route] of Object.entries(routes)) {
      claim(`operation ${operationId}`, name)
      for (const path of servedPaths(route)) claim(shapeOf(route.method, path), `${name}.${operationId}`)
    }
  }
}
