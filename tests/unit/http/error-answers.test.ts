import { beforeAll, describe, expect, it } from 'vitest'
import { conflict, entityRef, methodNotAllowed, rateLimited, unauthorized } from '../../../lib/platform/errors.ts'
import { errorAnswers } from '../../../lib/platform/http/error-answers.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { linesOf } from '../../support/log-lines.ts'
import { eventOf, exchangeOf, runChain } from './kernel.ts'

beforeAll(() => stubEnvironment())

const event = eventOf('POST', '/api/v1/things')
const failing = (error: unknown) =>
  runChain([errorAnswers()], event, exchangeOf(), () => {
    throw error
  })

describe('an error', () => {
  it('that was foreseen is answered as problem details in the envelope', async () => {
    const [message, task] = ['Task is already done', { id: 't', version: 3 }]
    const { statusCode, headers, body } = await failing(
      conflict(
        message,
        { type: 'wrong_state', loc: ['task', 'status'], entity: entityRef({ name: 'task' }, task) },
        'TASK_DONE',
      ),
    )
    expect([statusCode, headers?.['content-type']]).toEqual([409, 'application/problem+json; charset=utf-8'])
    expect(headers?.['x-request-id']).toBe('request-1')
    expect(JSON.parse(body ?? '')).toEqual({
      type: 'urn:lifeos:error:task-done',
      title: 'Task done',
      status: 409,
      detail: 'Task is already done',
      instance: '/api/v1/things',
      requestId: 'request-1',
      success: false,
      data: null,
      error: {
        code: 'TASK_DONE',
        message,
        details: [
          {
            loc: ['task', 'status'],
            msg: message,
            type: 'wrong_state',
            entityType: 'task',
            entityId: 't',
            currentVersion: 3,
          },
        ],
      },
    })
  })

  it.each([
    [unauthorized(), { 'www-authenticate': 'Bearer' }],
    [rateLimited(2.1), { 'retry-after': '3' }],
    [methodNotAllowed(['GET', 'PUT']), { allow: 'GET, PUT' }],
  ])('brings the headers of its kind: %s', async (error, headers) => {
    expect((await failing(error)).headers).toMatchObject(headers)
  })

  it.each([[new TypeError('secret inside')], ['secret inside'], [undefined]])(
    'that nobody foresaw tells nothing of its inside: %s',
    async (error) => {
      let answer: Awaited<ReturnType<typeof failing>> | undefined
      const lines = await linesOf(async () => {
        answer = await failing(error)
      })
      expect(answer?.statusCode).toBe(500)
      expect(JSON.stringify(answer)).not.toContain('secret inside')
      expect(JSON.parse(answer?.body ?? '').error.code).toBe('INTERNAL_ERROR')
      expect(lines).toMatchObject([{ level: 'error', message: 'request failed', operation: 'makeThing' }])
    },
  )

  it('is written to the log with its stack when it is ours, and not at all when it is the caller’s', async () => {
    const ours = await linesOf(() => failing(new TypeError('x is undefined')))
    expect(ours).toMatchObject([{ error: 'TypeError', reason: 'x is undefined', stack: expect.any(Array) }])
    expect(await linesOf(() => failing(conflict('No', { type: 'exists', loc: ['task'] })))).toEqual([])
  })
})
