import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { handler } from '../../../functions/meta/handler.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { eventOf } from '../../support/invoke.ts'

/** What the gateway sends to the fallback route. */
const unmatched = (method: string, path: string): APIGatewayProxyEventV2 => {
  const rawPath = `/api/v1${path}`
  const http = { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' }
  const event = eventOf(method, path)
  return { ...event, routeKey: '$default', requestContext: { ...event.requestContext, http, routeKey: '$default' } }
}

const call = (method: string, path = '/nowhere') =>
  handler(unmatched(method, path), { getRemainingTimeInMillis: () => 10_000 } as Context) as Promise<{
    statusCode: number
    headers: Record<string, string>
    body?: string
  }>

beforeAll(() => stubEnvironment({ LOG_LEVEL: 'silent' }))
afterAll(() => vi.unstubAllEnvs())

describe('the fallback route', () => {
  test('answers a preflight without a token with 204, as browsers go on with a 2xx only', async () => {
    const answer = await call('OPTIONS')
    expect(answer).toMatchObject({ statusCode: 204 })
    expect(answer.body).toBeUndefined()
  })

  test.each(['GET', 'POST', 'DELETE'])('answers an unknown %s in the envelope', async (method) => {
    const answer = await call(method)
    expect(answer.statusCode).toBe(404)
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ success: false, data: null, error: { code: 'NOT_FOUND' } })
  })

  test.each([
    ['DELETE', '/tasks', 'GET, POST'],
    ['PUT', '/goals/01J9ZQ3V5X8Y7W6T4R2P1N0M9K/tasks', 'GET, POST'],
    ['POST', '/ai/usage', 'GET'],
    ['POST', '/docs', 'GET'],
  ])('answers 405 to %s %s, which another method has, and names that', async (method, path, allow) => {
    const { statusCode, headers, body } = await call(method, path)
    expect([statusCode, headers.allow]).toEqual([405, allow])
    expect(JSON.parse(body ?? '')).toMatchObject({
      success: false,
      data: null,
      status: 405,
      error: { code: 'METHOD_NOT_ALLOWED' },
    })
  })

  test('serves its public operations, which have no gateway route of their own', async () => {
    expect(await call('GET', '/health')).toMatchObject({ statusCode: 200 })
  })
})
