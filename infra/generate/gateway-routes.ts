import { BASE_PATH, type Route } from '../../lib/platform/http/route.ts'
import { servedPaths } from '../../lib/platform/http/router.ts'
import type { FunctionSource } from './load-functions.ts'
import { fallbackFunction } from './paths.ts'

/** One route of the HTTP API. A path that ends with `{proxy+}` covers everything below. */
export type GatewayRoute = Owner & { method: string; path: string; throttle?: Route['throttle'] }

/** Operations can share a greedy route when one function serves them and all are public or none is. */
type Owner = { functionName: string; public: boolean }

type Node = { path: string; fixed: boolean; children: Map<string, Node>; owner?: Owner }

/** A route before its method is known. */
type Covering = Owner & { path: string }

/**
 * The fewest gateway routes that lead every operation to its function: an HTTP API has 300 by default and a stack 500
 * resources, and there are more operations. The gateway prefers a full match to a greedy one and a longer greedy one to
 * a shorter one (docs/decisions/http.md). What the fallback serves without a token needs no route: `$default` leads there.
 * No route takes any method, as a preflight carries no token.
 */
export const gatewayRoutes = (functions: FunctionSource[]): GatewayRoute[] => {
  const operations = functions.flatMap(operationsOf)
  const throttled = operations.filter(({ throttle }) => throttle)
  const shared = operations.filter(({ throttle }) => !throttle)
  const methods = [...new Set(shared.map(({ method }) => method))]
  return [
    ...throttled,
    ...methods.flatMap((method) => {
      const own = shared.filter((operation) => operation.method === method)
      const routes = cover(treeOf(own), fallback).map((route) => ({ ...route, method }))
      return [...routes, ...above(own, routes)]
    }),
  ]
}

/**
 * Operations with a greedy route of another owner below them and none of their own: serverless-offline takes a greedy route
 * for the path above it too, API Gateway does not.
 */
const above = (operations: GatewayRoute[], routes: GatewayRoute[]): GatewayRoute[] =>
  operations.filter((operation) => {
    const greedy = routes.find(({ path }) => path === `${operation.path}/{proxy+}`)
    return (
      greedy && greedy.functionName !== operation.functionName && !routes.some(({ path }) => path === operation.path)
    )
  })

const fallback: Owner = { functionName: fallbackFunction, public: true }

const operationsOf = ({ name, routes }: FunctionSource): GatewayRoute[] =>
  Object.values(routes).flatMap((route) =>
    servedPaths(route).map((path) => ({
      functionName: name,
      public: route.auth === 'public',
      method: route.method,
      path,
      ...(route.throttle && { throttle: route.throttle }),
    })),
  )

const treeOf = (operations: GatewayRoute[]): Node => {
  const root: Node = { path: BASE_PATH, fixed: false, children: new Map() }
  for (const { functionName, public: open, path } of operations) {
    let node = root
    for (const segment of path.slice(BASE_PATH.length + 1).split('/')) node = childOf(node, segment)
    node.owner = { functionName, public: open }
  }
  return root
}

const childOf = (node: Node, segment: string): Node => {
  const fixed = !segment.startsWith('{')
  const shape = fixed ? segment : '{}'
  const child = node.children.get(shape) ?? { path: `${node.path}/${segment}`, fixed, children: new Map() }
  node.children.set(shape, child)
  return child
}

/** The fewest routes for a node and all below it. `above` gets the requests that match none of them. */
const cover = (node: Node, above: Owner): Covering[] => [
  ...(node.owner && !same(node.owner, above) ? [{ ...node.owner, path: node.path }] : []),
  ...coverBelow(node, above),
]

/**
 * One greedy route below a fixed segment that has a single owner. Where several share the segment, the owner that saves most
 * routes by it gets it, if any does; the others have longer paths, each with its own authorizer. Functions verify every token
 * themselves.
 */
const coverBelow = (node: Node, above: Owner): Covering[] => {
  const below = ownersBelow(node)
  const greedy = (owner: Owner): Covering[] => [
    { ...owner, path: `${node.path}/{proxy+}` },
    ...[...node.children.values()].flatMap((child) => cover(child, owner)),
  ]
  const [only, ...others] = below
  if (node.fixed && only && others.length === 0 && !same(only, above)) return greedy(only)
  const candidates = node.fixed ? below.filter((owner) => !same(owner, above)) : []
  const plain = [...node.children.values()].flatMap((child) => cover(child, above))
  return candidates.map(greedy).reduce((best, next) => (next.length < best.length ? next : best), plain)
}

const ownersBelow = (node: Node): Owner[] => {
  const all = [...node.children.values()].flatMap((child) => [
    ...(child.owner ? [child.owner] : []),
    ...ownersBelow(child),
  ])
  return all.filter((owner, index) => all.findIndex((other) => same(owner, other)) === index)
}

const same = (one: Owner, other: Owner): boolean =>
  one.functionName === other.functionName && one.public === other.public
