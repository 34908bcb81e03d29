import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, methodNotAllowed } from '../../lib/platform/errors.ts'
import { type PathTree, pathTree } from '../../lib/platform/http/path-tree.ts'
import { BASE_PATH, type RouteTable } from '../../lib/platform/http/route.ts'
import { type FindRoute, findRoute } from '../../lib/platform/http/router.ts'

/**
 * The router of the gateway's fallback. A request without a gateway route may still be for a path that another function
 * serves with other methods: that is a 405 naming them, as each function answers below its own prefixes.
 */
export const findOwnRoute = (routes: RouteTable): FindRoute => {
  const find = findRoute(routes)
  return (event) => {
    try {
      return find(event)
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 404) throw error
      const methods = describedPaths().methods(event.rawPath)
      throw methods.length > 0 && !methods.includes(event.requestContext.http.method)
        ? methodNotAllowed(methods)
        : error
    }
  }
}

let described: PathTree<string> | undefined

/** Every path of the API, from the description that is deployed with this function. */
const describedPaths = (): PathTree<string> => {
  described ??= readPaths()
  return described
}

const readPaths = (): PathTree<string> => {
  const text = readFileSync(join(process.cwd(), 'docs/openapi.json'), 'utf8')
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, { operationId: string }>> }
  const tree = pathTree<string>()
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { operationId }] of Object.entries(operations))
      tree.add(method.toUpperCase(), `${BASE_PATH}${path}`, operationId)
  }
  return tree
}
