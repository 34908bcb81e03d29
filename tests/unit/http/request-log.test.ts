import middy from '@middy/core'
import type { Context as LambdaContext } from 'aws-lambda'
import { beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../lib/platform/errors.ts'
import { errorAnswers } from '../../../lib/platform/http/error-answers.ts'
import type { HttpContext, HttpEvent, Parsed } from '../../../lib/platform/http/exchange.ts'
import { requestLog } from '../../../lib/platform/http/request-log.ts'
import { findRoute } from '../../../lib/platform/http/router.ts'
import { routing } from '../../../lib/platform/http/routing.ts'
import { pseudonym } from '../../../lib/platform/log/log.ts'
import { count, countModelCost, metered } from '../../../lib/platform/log/meter.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { linesOf } from '../../support/log-lines.ts'
import { documentProblems } from '../log/emf-schema.ts'
import { eventOf, routeOf } from './kernel.ts'

beforeAll(() => stubEnvironment())

const routes = { readThing: routeOf({ method: 'GET', path: '/things/{id}' }) }
const secretId = '01JZ0000000000000000000000'

const lambda = { functionName: 'lifeos-test-things', getRemainingTimeInMillis: () => 10_000 } as LambdaContext

/** Only the outer middlewares around a handler. */
const chainOf = (handler: (context: HttpContext<Parsed>) => unknown) => {
  const chain = middy<HttpEvent, unknown, unknown, HttpContext<Parsed>>(requestLog())
    .use(errorAnswers())
    .use(routing(findRoute(routes)))
    .handler((_event, context) => handler(context))
  return (event: HttpEvent) => metered(() => chain(event, lambda as HttpContext<Parsed>))
}

const requestLine = async (handler: (context: HttpContext<Parsed>) => unknown, event: HttpEvent) => {
  const lines = await linesOf(() => chainOf(handler)(event))
  const own = lines.filter(({ message }) => message === 'request')
  expect(own).toHaveLength(1)
  return own[0] ?? {}
}
const read = () => eventOf('GET', `/api/v1/things/${secretId}`, { headers: { authorization: 'Bearer secret-token' } })

describe('every request is one line of the log', () => {
  it('with the operation, its template, the status, the time, the person in disguise and what it used', async () => {
    const line = await requestLine((context) => {
      context.exchange.userId = 'ada'
      count('read', { CapacityUnits: 0.5 })
      return { statusCode: 200 }
    }, read())
    expect(line).toMatchObject({
      level: 'info',
      requestId: 'request-1',
      operation: 'readThing',
      route: 'GET /api/v1/things/{id}',
      status: 200,
      ms: expect.any(Number),
      user: pseudonym('ada'),
      calls: 1,
      readUnits: 0.5,
      writeUnits: 0,
    })
  })

  it('also where the chain ends early, with a preflight', async () => {
    const line = await requestLine(() => ({ statusCode: 200 }), eventOf('OPTIONS', '/api/v1/things'))
    expect(line).toMatchObject({ status: 204, operation: null, user: null })
  })

  it('also where no route matches, without the path, which holds ids', async () => {
    const line = await requestLine(() => ({ statusCode: 200 }), eventOf('GET', `/api/v1/nothing/${secretId}`))
    expect(line).toMatchObject({ status: 404, operation: null, route: null })
    expect(JSON.stringify(line)).not.toContain(secretId)
  })

  it.each([
    ['a refusal', new AppError(409, 'CONFLICT', 'No'), 409],
    ['a fault', new Error('inside'), 500],
  ])('also after %s, with its status', async (_name, error, status) => {
    const fail = () => {
      throw error
    }
    expect(await requestLine(fail, read())).toMatchObject({ status, operation: 'readThing' })
  })

  it('never holds a token, an id of a path or a body', async () => {
    const event = { ...read(), body: '{"title":"private words"}' }
    const text = JSON.stringify(await requestLine(() => ({ statusCode: 200, body: 'an answer' }), event))
    for (const secret of ['secret-token', secretId, 'private words', 'an answer']) expect(text).not.toContain(secret)
  })
})

describe('the line carries metrics', () => {
  const names = ['Latency', 'Errors', 'Throttled', 'ColdStarts', 'ModelCost']
  const metricsOf = (line: Record<string, unknown>) =>
    Object.fromEntries(names.filter((name) => name in line).map((name) => [name, line[name]]))
  const answered = (statusCode: number) => () => ({ statusCode })

  it('of latency, and of a cold start once a process', async () => {
    const chain = chainOf(answered(200))
    const lines = await linesOf(async () => {
      await chain(read())
      await chain(read())
    })
    expect(lines.map(metricsOf)).toEqual([
      { Latency: expect.any(Number), ColdStarts: 1 },
      { Latency: expect.any(Number) },
    ])
    expect(lines[0]).toMatchObject({ Stage: 'test', Function: 'things' })
    for (const line of lines) expect(documentProblems(line)).toEqual([])
  })

  it.each([
    [500, { Errors: 1 }],
    [503, { Errors: 1 }],
    [429, { Throttled: 1 }],
    [404, {}],
  ])('of a %i', async (status, expected) => {
    const { Latency, ColdStarts, ...rest } = metricsOf(await requestLine(answered(status), read()))
    expect([Latency, ColdStarts, rest]).toEqual([expect.any(Number), 1, expected])
  })

  it('of what models cost, in dollars', async () => {
    const line = await requestLine(() => {
      countModelCost(1_200)
      countModelCost(300)
      return { statusCode: 200 }
    }, read())
    expect(line.ModelCost).toBeCloseTo(0.0015, 10)
  })
})
