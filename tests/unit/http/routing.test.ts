import { describe, expect, it } from 'vitest'
import { findRoute } from '../../../lib/platform/http/router.ts'
import { routing } from '../../../lib/platform/http/routing.ts'
import { eventOf, exchangeOf, routeOf, runChain } from './kernel.ts'

const routes = { makeThing: routeOf(), readThing: routeOf({ method: 'GET', path: '/things/{id}' }) }
const run = async (method: string, path: string) => {
  const exchange = exchangeOf({ found: undefined })
  let ran = false
  const answer = await runChain([routing(findRoute(routes))], eventOf(method, path), exchange, () => {
    ran = true
    return { statusCode: 200 }
  })
  return { answer, ran, exchange }
}

describe('routing', () => {
  it('gives the chain the operation and its path parameters', async () => {
    const { exchange, ran } = await run('GET', '/api/v1/things/a%20b')
    expect([exchange.found.name, exchange.found.params, ran]).toEqual(['readThing', { id: 'a b' }, true])
  })

  it('answers a preflight with 204, whatever its path, and ends there', async () => {
    for (const path of ['/api/v1/things', '/nowhere']) {
      const { answer, ran } = await run('OPTIONS', path)
      expect([answer, ran]).toEqual([{ statusCode: 204, headers: { 'x-request-id': 'request-1' } }, false])
    }
  })

  it('refuses an unknown path with 404 and an unknown method with 405', async () => {
    await expect(run('GET', '/api/v1/nothing')).rejects.toMatchObject({ status: 404 })
    await expect(run('DELETE', '/api/v1/things')).rejects.toMatchObject({ status: 405, allow: ['POST'] })
  })
})
