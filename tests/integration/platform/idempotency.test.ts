import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { apiFor } from '../../support/api.ts'
import { signUp } from '../../support/cloud.ts'

let api: ReturnType<typeof apiFor>
beforeAll(async () => {
  api = apiFor((await signUp()).accessToken)
})
const keyed = () => ({ headers: { 'idempotency-key': randomUUID() } })
const create = async (body: object = {}) =>
  (await api.tasks('POST', '/tasks', { body: { title: 'One', area: 'Health', ...body } })).data
const post = (path: string, request: object = {}) => api.tasks('POST', path, request)

describe('a repeated POST with its key', () => {
  it('is answered like the first, also when that had nothing to do', async () => {
    const { id } = await create({ status: 'Done' })
    const once = keyed()
    const first = await post(`/tasks/${id}/complete`, once)
    await post(`/tasks/${id}/reopen`)
    const again = await post(`/tasks/${id}/complete`, once)
    expect(again.data).toEqual(first.data)
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect((await api.tasks('GET', `/tasks/${id}`)).data.status).toBe('Not Started')
  })

  it('is answered like the first by all that were sent at once, whatever they found meanwhile', async () => {
    const { id } = await create({ dueDate: '2190-01-01', isRecurring: true, rrule: 'FREQ=DAILY;COUNT=2' })
    const once = keyed()
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(`/tasks/${id}/skip`, once)))
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect(new Set(answers.map(({ raw }) => raw)).size).toBe(1)
  })

  it('is refused with another body, also when the first had nothing to do', async () => {
    const task = await create()
    const other = await create()
    await post(`/tasks/${task.id}/dependencies`, { body: { dependsOnTaskId: other.id } })
    const once = keyed()
    expect(
      (await post(`/tasks/${task.id}/dependencies`, { ...once, body: { dependsOnTaskId: other.id } })).status,
    ).toBe(201)
    const reused = await post(`/tasks/${task.id}/dependencies`, { ...once, body: { dependsOnTaskId: task.id } })
    expect([reused.status, reused.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })
})
