import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { assertReachable, matchedRoute } from '../../../infra/generate/gateway-match.ts'
import { type GatewayRoute, gatewayRoutes } from '../../../infra/generate/gateway-routes.ts'
import { type FunctionSource, loadFunctions } from '../../../infra/generate/load-functions.ts'
import { gatewayRouteName } from '../../../infra/generate/names.ts'
import { throttlesTemplate } from '../../../infra/generate/throttles.ts'
import type { Route, RouteTable } from '../../../lib/platform/http/route.ts'
import { servedPaths } from '../../../lib/platform/http/router.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { ofType, packagedTemplate } from '../../support/template.ts'

const today = await loadFunctions(join(import.meta.dirname, '../../../functions'))

/** 'GET /things/{thingId} public' */
const route = (text: string, more: Partial<Route> = {}): Route => {
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

const source = (name: string, ...operations: (string | Route)[]): FunctionSource => ({
  name,
  spec: { description: name, access: {} },
  routes: Object.fromEntries(
    operations.map((operation, index) => [
      `${name}${index}`,
      typeof operation === 'string' ? route(operation) : operation,
    ]),
  ) as RouteTable,
})

const written = (...functions: FunctionSource[]): string[] =>
  gatewayRoutes(functions)
    .map(
      (one) => `${one.functionName}: ${one.method} ${one.path.slice('/api/v1'.length)}${one.public ? ' public' : ''}`,
    )
    .sort()

describe('gateway routes', () => {
  test('a function gets the shortest prefix that it alone has, for every method that it serves', () => {
    const things = source(
      'things',
      'GET /things',
      'POST /things',
      'GET /things/{thingId}',
      'GET /things/{thingId}/parts/{partId}',
      'DELETE /things/{thingId}/parts/{partId}',
    )
    expect(written(things)).toEqual([
      'things: DELETE /things/{proxy+}',
      'things: GET /things',
      'things: GET /things/{proxy+}',
      'things: POST /things',
    ])
  })

  test('of functions that share a prefix, one has it and the others have longer ones', () => {
    const ai = source('ai', 'POST /ai/tasks/parse', 'POST /ai/goals/refine', 'GET /ai/usage')
    const planner = source(
      'planner',
      'POST /ai/plan-day',
      'POST /ai/plan-day/{planId}/apply',
      'GET /ai/plan-day/{planId}',
    )
    expect(written(ai, planner)).toEqual([
      'ai: GET /ai/usage',
      'ai: POST /ai/{proxy+}',
      'planner: GET /ai/plan-day/{proxy+}',
      'planner: POST /ai/plan-day',
      'planner: POST /ai/plan-day/{proxy+}',
    ])
  })

  test('what is below a parameter of another function has a path of its own', () => {
    const tasks = source('tasks', 'GET /tasks', 'GET /tasks/{taskId}', 'GET /tasks/{taskId}/steps')
    const comments = source('comments', 'GET /tasks/{taskId}/comments', 'GET /tasks/{taskId}/comments/{commentId}')
    expect(written(tasks, comments)).toEqual([
      'comments: GET /tasks/{taskId}/comments',
      'comments: GET /tasks/{taskId}/comments/{proxy+}',
      'tasks: GET /tasks',
      'tasks: GET /tasks/{proxy+}',
    ])
  })

  test('the paths under a user keep the static segment after it', () => {
    const tasks = source(
      'tasks',
      route('GET /tasks', { underUser: true }),
      route('GET /tasks/{taskId}', { underUser: true }),
    )
    expect(written(tasks)).toEqual([
      'tasks: GET /tasks',
      'tasks: GET /tasks/{proxy+}',
      'tasks: GET /{userId}/tasks',
      'tasks: GET /{userId}/tasks/{proxy+}',
    ])
  })

  test('public operations below a signed-in prefix have routes of their own, and none public is above a signed-in one', () => {
    const auth = source('auth', 'POST /auth/login public', 'POST /auth/signup public', 'POST /auth/logout')
    expect(written(auth)).toEqual([
      'auth: POST /auth/login public',
      'auth: POST /auth/logout',
      'auth: POST /auth/signup public',
    ])
    const files = source('files', 'GET /files/shared/{key} public', 'GET /files/{id}', 'GET /files/{id}/content')
    expect(written(files)).toEqual(['files: GET /files/shared/{proxy+} public', 'files: GET /files/{proxy+}'])
  })

  test('what the fallback serves without a token needs no route, unless another one would take it', () => {
    const meta = source(
      'meta',
      'GET /docs public',
      'GET /health public',
      'GET /health/markdown',
      'GET /things/docs public',
    )
    const things = source('things', 'GET /things/{id}', 'GET /things/{id}/parts', 'GET /things/{id}/size')
    expect(written(meta)).toEqual(['meta: GET /health/{proxy+}'])
    expect(written(meta, things)).toEqual([
      'meta: GET /health/{proxy+}',
      'meta: GET /things/docs public',
      'things: GET /things/{proxy+}',
    ])
  })

  test('an operation with a throttle has its own route, and the stage its limits once that route is there', () => {
    const slow = route('POST /things/{id}/export', { throttle: { requestsPerSecond: 2, burst: 5 } })
    const routes = gatewayRoutes([source('things', slow, 'POST /things/{id}')])
    expect(routes.map(({ path }) => path)).toEqual(['/api/v1/things/{id}/export', '/api/v1/things/{proxy+}'])
    expect(throttlesTemplate(routes)).toEqual({
      extensions: {
        HttpApiStage: {
          Properties: {
            RouteSettings: {
              'POST /api/v1/things/{id}/export': { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 5 },
            },
          },
          DependsOn: ['HttpApiRoutePostApiV1ThingsIdVarExport'],
        },
      },
    })
  })

  test('an operation that a more specific route of another function takes is refused', () => {
    const tasks = source('tasks', route('GET /tasks', { underUser: true }))
    const projects = source('projects', 'GET /projects/tasks', 'GET /projects/{id}')
    const functions = [tasks, projects]
    expect(() => assertReachable(functions, gatewayRoutes(functions), 'meta')).toThrow(
      'projects.projects0 cannot be reached: GET /api/v1/projects/tasks is taken by /api/v1/{userId}/tasks',
    )
  })

  test('two routes of which neither is more specific are refused', () => {
    const tasks = source('tasks', route('GET /tasks/{taskId}', { underUser: true }))
    const ai = source('ai', 'GET /ai/tasks/{id}', 'GET /ai/goals')
    const functions = [tasks, ai]
    expect(() => assertReachable(functions, gatewayRoutes(functions), 'meta')).toThrow('neither is more specific')
  })
})

/** Today's functions, and as many more of the kinds that come next: a namespace, a collection, a webhook, a worker. */
const twiceAsMany = (functionCount: number, operationCount: number): FunctionSource[] => {
  const operations = today.reduce((sum, { routes }) => sum + Object.keys(routes).length, 0)
  const kinds = [namespaceOf, namespaceOf, namespaceOf, collectionOf, webhookOf, workerOf]
  const added = Array.from({ length: functionCount - today.length }, (_, index) => ({
    index,
    kind: kinds[index % 6] ?? namespaceOf,
  }))
  const large = added.filter(({ kind }) => kind === namespaceOf || kind === collectionOf).length
  const small = added.filter(({ kind }) => kind === webhookOf).length
  const each = Math.ceil((operationCount - operations - small) / large)
  return [...today, ...added.map(({ index, kind }) => kind(`room${index}`, each))]
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE']
const namespaceOf = (name: string, count: number) =>
  source(
    name,
    ...Array.from(
      { length: count },
      (_, i) => `${METHODS[i % 4]} /${name}/part${Math.floor(i / 8)}/{id}${i % 8 < 4 ? '' : '/more'}`,
    ),
  )
const collectionOf = (name: string, count: number) =>
  source(
    name,
    `GET /${name}`,
    `POST /${name}`,
    ...Array.from({ length: count - 2 }, (_, i) => `${METHODS[i % 4]} /${name}/{id}/part${Math.floor(i / 4)}`),
  )
const webhookOf = (name: string) => source(name, `POST /webhooks/${name} public`)
const workerOf = (name: string) => source(name)

/** Each function brings itself, its role and log group; one with routes also an integration and a permission. */
const resourcesOf = (functions: FunctionSource[], others: number): number =>
  others +
  gatewayRoutes(functions).length +
  functions.reduce((sum, { routes }) => sum + (Object.keys(routes).length > 0 ? 5 : 3), 0)

const OWN = new Set([
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
])

describe('the limits of a deployment', () => {
  const packaged = packagedTemplate('prod')
  const count = Object.keys(packaged.Resources).length

  test('today’s functions need at most 250 resources', () => {
    expect(count).toBeLessThanOrEqual(250)
  })

  test('450 operations in 35 functions need at most 150 gateway routes and 350 resources', () => {
    const functions = twiceAsMany(35, 450)
    expect(functions.length).toBe(35)
    expect(functions.flatMap(({ routes }) => Object.keys(routes)).length).toBeGreaterThanOrEqual(450)
    expect(gatewayRoutes(functions).length).toBeLessThanOrEqual(150)
    // The fallback route, the gateway's log group and the role of erasure belong to no function.
    const others = Object.values(packaged.Resources).filter(({ Type }) => !OWN.has(Type)).length + 3
    expect(resourcesOf(today, others)).toBe(count)
    const moreAlarms = Math.ceil(functions.length / 10) - Math.ceil(today.length / 10)
    expect(resourcesOf(functions, others + moreAlarms)).toBeLessThanOrEqual(350)
    assertReachable(functions, gatewayRoutes(functions), 'meta')
  })

  test('the names of routes in the template are those that throttles refer to', () => {
    const expected = gatewayRoutes(today).map(({ method, path }) => gatewayRouteName(method, path))
    const deployed = ofType(packaged, 'AWS::ApiGatewayV2::Route').map(([id]) => id)
    expect(deployed.sort()).toEqual([...expected, 'HttpApiRouteDefault'].sort())
  })
})

describe('the deployed gateway', () => {
  type Deployed = {
    RouteKey: string
    AuthorizationType?: string
    Target: { 'Fn::Join': [string, [string, { Ref: string }]] }
  }
  const deployed = ofType(packagedTemplate('prod'), 'AWS::ApiGatewayV2::Route').map(
    ([, { Properties }]) => Properties as Deployed,
  )
  const routes = deployed.flatMap(({ RouteKey, AuthorizationType, Target }): GatewayRoute[] => {
    const [method = '', path] = RouteKey.split(' ')
    if (!path) return []
    return [{ method, path, public: AuthorizationType !== 'JWT', functionName: Target['Fn::Join'][1][1].Ref }]
  })

  test.each(today.map((each) => [each.name, each] as const))(
    'leads every operation of %s to it',
    (name, { routes: table }) => {
      const integration = `HttpApiIntegration${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}`
      for (const operation of Object.values(table)) {
        for (const template of servedPaths(operation)) {
          const path = template.replaceAll(/\{\w+\+?\}/g, () => newUlid())
          const taken = matchedRoute(routes, operation.method, path)
          const found = taken ?? { functionName: 'HttpApiIntegrationMeta', public: true }
          expect([path, found.functionName, found.public]).toEqual([path, integration, operation.auth === 'public'])
        }
      }
    },
  )
})
