import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alarmsTemplate } from '../../infra/generate/alarms.ts'
import { assertReachable, matchedRoute } from '../../infra/generate/gateway-match.ts'
import { type GatewayRoute, gatewayRoutes } from '../../infra/generate/gateway-routes.ts'
import { type FunctionSource, loadFunctions } from '../../infra/generate/load-functions.ts'
import { gatewayRouteName } from '../../infra/generate/names.ts'
import { schedulesTemplate } from '../../infra/generate/schedules.ts'
import { workersTemplate } from '../../infra/generate/workers.ts'
import { servedPaths } from '../../lib/platform/http/router.ts'
import { newUlid } from '../../lib/platform/ids.ts'
import { source } from '../support/sources.ts'
import { ofType, packagedTemplate } from '../support/template.ts'

const today = await loadFunctions(join(import.meta.dirname, '../../functions'))

/** Today's functions, and more of the kinds that come next: namespaces, collections, webhooks, workers. */
const twiceAsMany = (functionCount: number, operationCount: number): FunctionSource[] => {
  const operations = today.reduce((sum, { routes }) => sum + Object.keys(routes).length, 0)
  const rooms = [namespaceOf, collectionOf, namespaceOf, collectionOf, namespaceOf]
  const kinds = [...rooms, webhookOf, workerOf, webhookOf, workerOf, ...rooms.slice(0, 4), webhookOf, workerOf]
  const added = Array.from({ length: functionCount - today.length }, (_, index) => ({
    index,
    kind: kinds[index % kinds.length] ?? namespaceOf,
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
/** A job, of which every hour brings a run. */
const workerOf = (name: string): FunctionSource => {
  const { spec, ...worker } = source(name)
  return { ...worker, spec: { ...spec, schedule: { name, expression: 'rate(1 hour)', description: name } } }
}

/** Each function brings itself and its role; one with routes also an integration; a job what starts it. */
const resourcesOf = (functions: FunctionSource[], others: number): number =>
  others +
  gatewayRoutes(functions).length +
  Object.keys(schedulesTemplate(functions).Resources).length +
  Object.keys(workersTemplate(functions).Resources).length +
  (functions.some(({ spec }) => spec.schedule) ? 1 : 0) + // the role of all schedules
  functions.reduce((sum, { routes }) => sum + (Object.keys(routes).length > 0 ? 3 : 2), 0)

const alarmsOf = (functions: FunctionSource[]): number =>
  Object.keys(alarmsTemplate(functions).Resources as object).length

const OWN = new Set([
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Scheduler::Schedule',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
])

describe('the limits of a deployment', () => {
  const packaged = packagedTemplate('prod')
  const count = Object.keys(packaged.Resources).length

  // Calendars of providers, jobs, the vault and files have functions of their own: each may do what its neighbours may not, or
  // would make them slower to start. A function brings three with its role and integration, and a route per prefix.
  test('today’s functions need at most 320 resources', () => {
    expect(count).toBeLessThanOrEqual(320)
  })

  test('450 operations in 38 functions need at most 180 gateway routes and 350 resources', () => {
    const functions = twiceAsMany(38, 450)
    expect(functions.length).toBe(38)
    expect(functions.flatMap(({ routes }) => Object.keys(routes)).length).toBeGreaterThanOrEqual(450)
    expect(gatewayRoutes(functions).length).toBeLessThanOrEqual(180)
    // The fallback route and the roles of gateway and erasure belong to no function.
    const others = Object.values(packaged.Resources).filter(({ Type }) => !OWN.has(Type)).length + 3
    expect(resourcesOf(today, others)).toBe(count)
    const moreAlarms = alarmsOf(functions) - alarmsOf(today)
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
