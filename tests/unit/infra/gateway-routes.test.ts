import { describe, expect, test } from 'vitest'
import { assertReachable } from '../../../infra/generate/gateway-match.ts'
import { gatewayRoutes } from '../../../infra/generate/gateway-routes.ts'
import type { FunctionSource } from '../../../infra/generate/load-functions.ts'
import { throttlesTemplate } from '../../../infra/generate/throttles.ts'
import { route, source } from '../../support/sources.ts'

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

  test('public and signed-in operations of one function stay apart, whichever has the greedy route', () => {
    const auth = source('auth', 'POST /auth/login public', 'POST /auth/signup public', 'POST /auth/logout')
    expect(written(auth)).toEqual(['auth: POST /auth/logout', 'auth: POST /auth/{proxy+} public'])
    const files = source('files', 'GET /files/shared/{key} public', 'GET /files/{id}', 'GET /files/{id}/content')
    expect(written(files)).toEqual(['files: GET /files/shared/{proxy+} public', 'files: GET /files/{proxy+}'])
  })

  test('a path has a route of its own when another function has the greedy one below it, which the local gateway takes for both', () => {
    const lists = source('lists', 'GET /lists/all', 'GET /lists/feeds', 'GET /lists/own', 'GET /lists/own/{id}')
    const feeds = source('feeds', 'GET /lists/feeds/{id} public')
    expect(written(lists, feeds)).toEqual([
      'feeds: GET /lists/feeds/{proxy+} public',
      'lists: GET /lists/feeds',
      'lists: GET /lists/{proxy+}',
    ])
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
