import type { Context as LambdaContext } from 'aws-lambda'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { httpLambda } from '../../../lib/platform/http/lambda.ts'
import type { Route } from '../../../lib/platform/http/route.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { linesOf } from '../../support/log-lines.ts'
import { eventOf, routeOf } from './kernel.ts'

beforeAll(() => stubEnvironment())

const open: Partial<Route> = { auth: 'public', body: z.object({ title: z.string() }) }
const routes = { makeThing: routeOf(open), readMine: routeOf({ method: 'GET', path: '/mine' }) }
const lambda = (remainingMs = 10_000) =>
  ({ functionName: 'lifeos-test-things', getRemainingTimeInMillis: () => remainingMs }) as LambdaContext

const call = async (
  make: () => unknown,
  event = eventOf('POST', '/api/v1/things', { body: '{"title":"x"}' }),
  remainingMs?: number,
) => {
  const handler = httpLambda(routes, { makeThing: make as () => object, readMine: () => ({}) })
  let answer: Awaited<ReturnType<typeof handler>> = {}
  const lines = await linesOf(async () => {
    answer = await handler(event, lambda(remainingMs))
  })
  return { ...answer, lines, line: lines.filter(({ message }) => message === 'request') }
}

describe('a function', () => {
  it('answers through the whole chain, with one line of the log', async () => {
    const { statusCode, body, line } = await call(() => ({ id: 'a' }))
    expect([statusCode, JSON.parse(body ?? '').data]).toEqual([200, { id: 'a' }])
    expect(line).toMatchObject([{ status: 200, operation: 'makeThing', user: null }])
  })

  it('hands a handler the raw body and the headers, typed, where its route asks for them', async () => {
    const receive = {
      ...routeOf({ auth: 'public' }),
      rawBody: true,
      response: z.object({ bytes: z.number(), signature: z.string() }),
    } as const
    const handler = httpLambda(
      { receive },
      {
        receive: ({ rawBody, header }) => ({ bytes: rawBody.length, signature: header('X-Signature') ?? 'none' }),
      },
    )
    const sent = { headers: { 'x-signature': 's' }, body: '/wA=', isBase64Encoded: true }
    let answer: Awaited<ReturnType<typeof handler>> = {}
    await linesOf(async () => {
      answer = await handler(eventOf('POST', '/api/v1/things', sent), lambda())
    })
    expect(JSON.parse(answer.body ?? '').data).toEqual({ bytes: 2, signature: 's' })
  })

  it('checks the token before it looks at anything else of the request', async () => {
    const event = eventOf('GET', '/api/v1/mine', { headers: { 'if-match': 'not an ETag' } })
    expect((await call(() => ({}), event)).statusCode).toBe(401)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('secret inside')
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret inside'))],
    ['answers what its schema does not take', () => 'secret inside'],
  ])('says nothing of its inside when its handler %s, and logs the status', async (_name, make) => {
    const { statusCode, body, line } = await call(make)
    expect([statusCode, line.map(({ status }) => status)]).toEqual([500, [500]])
    expect(body).not.toContain('secret inside')
  })

  it('answers 503 when a handler does not end before Lambda would end it', async () => {
    const { statusCode, line } = await call(() => new Promise(() => {}), undefined, 60)
    expect([statusCode, line.map(({ status }) => status)]).toEqual([503, [503]])
  })

  it('serves requests at once without mixing them up', async () => {
    const handler = httpLambda(routes, {
      makeThing: async ({ body }) => ({ echo: (body as { title: string }).title }),
      readMine: () => ({}),
    })
    await linesOf(async () => {
      const shared = lambda()
      const answers = await Promise.all(
        ['a', 'b', 'c'].map((title) =>
          handler(eventOf('POST', '/api/v1/things', { body: JSON.stringify({ title }) }), shared),
        ),
      )
      expect(answers.map(({ body }) => JSON.parse(body ?? '').data.echo)).toEqual(['a', 'b', 'c'])
    })
  })
})
