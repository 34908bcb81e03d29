import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { apiFor } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { BUSY_MS } from '../../support/timing.ts'

let user: TestUser
let api: ReturnType<typeof apiFor>
beforeAll(async () => {
  user = await signUp()
  api = apiFor(user.accessToken)
})
const body = { title: 'One', area: 'Health' }

describe('/{userId}/tasks', () => {
  it('serves the token’s own subject like /tasks', async () => {
    const own = `/${user.userId}/tasks`
    const made = await api.tasks('POST', own, { body })
    expect(made.status, made.raw).toBe(201)
    const at = `${own}/${made.data.id}`
    expect((await api.tasks('GET', at)).data).toEqual(made.data)
    expect((await api.tasks('PUT', at, { body: { ...body, title: 'Two' } })).data).toMatchObject({
      title: 'Two',
      version: 2,
    })
    expect((await api.tasks('PATCH', `${at}/complete`)).data).toMatchObject({ status: 'Done' })
    expect((await api.tasks('GET', own)).data.tasks).toHaveLength(1)
    expect((await api.tasks('DELETE', at)).data).toEqual({ id: made.data.id, deleted: true })
  })

  it('answers 403 for anybody else, whether they exist or not', async () => {
    const other = await signUp()
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['GET', '/x'],
      ['PATCH', '/x'],
      ['DELETE', '/x'],
      ['PATCH', '/x/complete'],
    ] as const) {
      for (const id of [other.userId, 'nobody']) {
        const answer = await api.tasks(method, `/${id}/tasks${path}`, { body })
        expect([answer.status, answer.error.code]).toEqual([403, 'FORBIDDEN'])
      }
    }
  })
})

describe('a table that does not answer', () => {
  afterEach(() => documentClient().middlewareStack.remove('trouble'))
  const trouble = (name: string) =>
    documentClient().middlewareStack.add(() => () => Promise.reject(Object.assign(new Error(name), { name })), {
      step: 'initialize',
      name: 'trouble',
    })

  it.each(['ThrottlingException', 'TimeoutError', 'InternalServerError'])(
    'with %s is asked again until the deadline, then 503 with Retry-After',
    async (name) => {
      trouble(name)
      const started = performance.now()
      const answer = await api.tasks('POST', '/tasks', { body, remainingMs: 1_500 })
      expect(performance.now() - started).toBeLessThan(1_500 + BUSY_MS)
      expect([answer.status, answer.error.code, answer.headers['retry-after']]).toEqual([
        503,
        'SERVICE_UNAVAILABLE',
        '1',
      ])
    },
  )

  it('hangs: the answer is a 503 all the same, within the time that Lambda leaves', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const astray = (next: (args: object) => Promise<object>) => (args: { request: object }) => {
      Object.assign(args.request, { hostname: '127.0.0.1', port })
      return next(args)
    }
    documentClient().middlewareStack.add(astray as never, { step: 'finalizeRequest', priority: 'low', name: 'trouble' })
    const started = performance.now()
    const answer = await api.tasks('POST', '/tasks', { body, remainingMs: 2_000 })
    silent.close().closeAllConnections()
    expect(performance.now() - started).toBeLessThan(2_000 + BUSY_MS)
    expect(answer.status, answer.raw).toBe(503)
  })

  it('with anything else is a 500 that reveals nothing internal', async () => {
    trouble('ResourceNotFoundException')
    const answer = await api.tasks('GET', '/tasks/01ARZ3NDEKTSV4RRFFQ69G5FAV')
    expect([answer.status, answer.error]).toEqual([
      500,
      { code: 'INTERNAL_ERROR', message: 'Something went wrong on our side' },
    ])
    expect(answer.raw).not.toContain('ResourceNotFound')
  })
})
