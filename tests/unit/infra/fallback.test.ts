import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { handler } from '../../../functions/meta/handler.ts'

/** What the gateway sends to the fallback route. */
const unmatched = (method: string): APIGatewayProxyEventV2 =>
  ({
    routeKey: '$default',
    rawPath: '/api/v1/nowhere',
    headers: {},
    requestContext: { requestId: 'request-1', http: { method, path: '/api/v1/nowhere', sourceIp: '192.0.2.1' } },
  }) as unknown as APIGatewayProxyEventV2

const call = (method: string) =>
  handler(unmatched(method), { getRemainingTimeInMillis: () => 10_000 } as Context) as Promise<{
    statusCode: number
    body?: string
  }>

const environment = {
  STAGE: 'test',
  AWS_REGION: 'eu-west-1',
  TABLE_NAME: 'none',
  USER_POOL_ID: 'none',
  USER_POOL_CLIENT_ID: 'none',
  LOG_LEVEL: 'silent',
}
beforeAll(() => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
})
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
})
