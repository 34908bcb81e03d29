import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { type FunctionSource, loadFunctions } from '../../../infra/generate/load-functions.ts'
import { AppError } from '../../../lib/platform/errors.ts'
import { pathTree } from '../../../lib/platform/http/path-tree.ts'
import type { Route, RouteTable } from '../../../lib/platform/http/route.ts'
import { findRoute, servedPaths } from '../../../lib/platform/http/router.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { eventOf } from '../../support/invoke.ts'

const route = (method: Route['method'], path: string, more: Partial<Route> = {}): Route => ({
  method,
  path,
  summary: path,
  status: 200,
  response: z.unknown(),
  ...more,
})

const table = {
  list: route('GET', '/things', { underUser: true }),
  create: route('POST', '/things'),
  today: route('GET', '/things/today'),
  read: route('GET', '/things/{thingId}', { underUser: true }),
  change: route('PATCH', '/things/{thingId}'),
  part: route('GET', '/things/{thingId}/parts/{partId}'),
  todaysParts: route('GET', '/things/today/parts'),
  file: route('GET', '/files/{path+}'),
  fileContent: route('GET', '/files/{id}/content'),
} satisfies RouteTable

const find = findRoute(table)
const at = (method: string, path: string) => find(eventOf(method, path))
const refusal = (method: string, path: string): AppError => {
  try {
    at(method, path)
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error(`${method} ${path} was not refused with an answer of its own`)
}

describe('the router', () => {
  test('finds an operation by method and path', () => {
    expect(at('GET', '/things')).toMatchObject({ name: 'list', params: {}, underUser: false })
    expect(at('POST', '/things')).toMatchObject({ name: 'create' })
    expect(at('GET', '/things/1/parts/2')).toMatchObject({ name: 'part', params: { thingId: '1', partId: '2' } })
  })

  test('says what the operation is called in logs: its template, without ids', () => {
    expect(at('GET', '/things/1').template).toBe('GET /api/v1/things/{thingId}')
    expect(at('GET', '/u1/things/1').template).toBe('GET /api/v1/{userId}/things/{thingId}')
  })

  test('prefers fixed segments to parameters, and falls back to parameters where those lead nowhere', () => {
    expect(at('GET', '/things/today')).toMatchObject({ name: 'today', params: {} })
    expect(at('PATCH', '/things/today')).toMatchObject({ name: 'change', params: { thingId: 'today' } })
    expect(at('GET', '/things/today/parts')).toMatchObject({ name: 'todaysParts' })
    expect(at('GET', '/things/today/parts/2')).toMatchObject({ name: 'part', params: { thingId: 'today' } })
  })

  test('finds the variants under a user', () => {
    expect(at('GET', '/u1/things/1')).toMatchObject({
      name: 'read',
      underUser: true,
      params: { userId: 'u1', thingId: '1' },
    })
    expect(refusal('PATCH', '/u1/things/1')).toMatchObject({ status: 405, allow: ['GET'] })
  })

  test('answers HEAD as GET', () => {
    expect(at('HEAD', '/things/1')).toMatchObject({ name: 'read' })
  })

  test('decodes parameters, and keeps an encoded slash inside its parameter', () => {
    expect(at('GET', '/things/a%20b%2Fc')).toMatchObject({ name: 'read', params: { thingId: 'a b/c' } })
    expect(at('GET', '/thin%67s/%F0%9F%92%A9')).toMatchObject({ params: { thingId: '💩' } })
  })

  test('gives a last parameter with a plus the rest of the path, slashes and all', () => {
    expect(at('GET', '/files/a/b%20c.md')).toMatchObject({ name: 'file', params: { path: 'a/b c.md' } })
    expect(at('GET', '/files/a%2Fb.md')).toMatchObject({ params: { path: 'a/b.md' } })
    expect(at('GET', '/files/a/content')).toMatchObject({ name: 'fileContent' })
    expect(refusal('GET', '/files/').status).toBe(404)
  })

  test('takes malformed percent-encoding as it is: the schema of the parameter refuses it', () => {
    for (const text of ['%', '%zz', '100%', '%E0%A4%A', '%C3%28'])
      expect(at('GET', `/things/${text}`).params).toEqual({ thingId: text })
  })

  test('answers 404 to an unknown path, an empty parameter and a slash at the end', () => {
    for (const path of ['/nothing', '/things/', '/things/1/', '/things//parts/2', '//things', '/things/1/parts'])
      expect([path, refusal('GET', path)]).toMatchObject([path, { status: 404, code: 'NOT_FOUND' }])
  })

  test('answers 405 to a method that the path does not have, with all that it has', () => {
    expect(refusal('DELETE', '/things')).toMatchObject({
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
      allow: ['GET', 'POST'],
    })
    expect(refusal('PUT', '/things/today').allow).toEqual(['GET', 'PATCH'])
  })

  test('refuses a table of which two operations answer the same requests', () => {
    const twice = { ...table, other: route('GET', '/things/{id}') }
    expect(() => findRoute(twice)).toThrow('GET /api/v1/things/{id} leads to two routes')
  })

  test('answers any path whatever with an operation, 404 or 405', () => {
    const odd = fc.oneof(
      fc.constantFrom('things', 'today', 'parts', '__proto__', 'constructor', '..', '%', '%2F'),
      fc.string(),
    )
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'PUT', 'TRACE', 'get', ''),
        fc.array(odd, { maxLength: 8 }),
        (method, parts) => {
          try {
            return typeof at(method, `/${parts.join('/')}`).name === 'string'
          } catch (error) {
            return error instanceof AppError && [404, 405].includes(error.status)
          }
        },
      ),
    )
  })
})

describe('the route tables', () => {
  let functions: FunctionSource[]
  beforeAll(async () => {
    functions = await loadFunctions(join(import.meta.dirname, '../../../functions'))
  })

  test('every operation is found by its own path, whatever the ids are, and no other one shadows it', () => {
    const segment = fc.oneof(
      fc.constant(null).map(() => newUlid()),
      fc.uuid(),
      fc.stringMatching(/^[ -~]{1,40}$/),
    )
    for (const { routes } of functions) {
      const findIn = findRoute(routes)
      for (const [name, served] of Object.entries(routes)) {
        for (const [index, template] of servedPaths(served).entries()) {
          fc.assert(
            fc.property(fc.array(segment, { minLength: 6, maxLength: 6 }), (ids) => {
              const words = new Set(Object.values(routes).flatMap(({ path }) => path.split('/')))
              fc.pre(!ids.some((id) => words.has(id) || /^\.+$/.test(id)))
              let next = 0
              const path = template.replaceAll(/\{\w+\+?\}/g, () => encodeURIComponent(ids[next++] ?? ''))
              const found = findIn({ ...eventOf(served.method, ''), rawPath: path })
              expect(found).toMatchObject({
                name,
                underUser: served.underUser === true && index > 0,
                template: `${served.method} ${template}`,
              })
              expect(Object.values(found.params)).toEqual(ids.slice(0, next))
            }),
            { numRuns: 10 },
          )
        }
      }
    }
  })
})

test('a look-up visits as many nodes in a table of a thousand operations as in one of ten', () => {
  const steps = (operations: number): number => {
    const tree = pathTree<number>()
    for (let index = 0; index < operations; index++) {
      tree.add('GET', `/api/v1/area${index}/{id}`, index)
      tree.add('GET', `/api/v1/area${index}/{id}/parts/{partId}`, index)
    }
    let count = 0
    const get = Map.prototype.get
    Map.prototype.get = function (this: Map<unknown, unknown>, key) {
      count++
      return get.call(this, key)
    }
    try {
      expect(tree.find('GET', '/api/v1/area7/1/parts/2')?.value).toBe(7)
    } finally {
      Map.prototype.get = get
    }
    return count
  }
  expect(steps(1_000)).toBe(steps(10))
})
