import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { apiFor } from '../../support/api.ts'
import { signUp } from '../../support/cloud.ts'
import type { Answer } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let api: ReturnType<typeof apiFor>
let userId: string
beforeAll(async () => {
  const user = await signUp()
  userId = user.userId
  api = apiFor(user.accessToken)
})
const create = async (body: object = {}) =>
  (await api.tasks('POST', '/tasks', { body: { title: 'One', area: 'Health', ...body } })).data
const many = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)))
const statuses = (answers: Answer[]) => answers.map(({ status }) => status)

describe('writers at once', () => {
  it('who name no version lose nothing: every patch lands', async () => {
    const { id } = await create()
    const answers = await many(12, (i) =>
      api.tasks('PATCH', `/tasks/${id}`, {
        body: { [['title', 'notes', 'description'][i % 3] as string]: `value ${i}` },
      }),
    )
    expect(new Set(statuses(answers))).toEqual(new Set([200]))
    expect((await api.tasks('GET', `/tasks/${id}`)).data.version).toBe(13)
  })

  it('who name a version: one wins, the others get 412', async () => {
    const { id } = await create()
    const answers = await many(6, (i) =>
      api.tasks('PATCH', `/tasks/${id}`, { body: { title: `value ${i}` }, headers: { 'if-match': '"1"' } }),
    )
    expect(statuses(answers).sort()).toEqual([200, 412, 412, 412, 412, 412])
    const refused = answers.filter(({ status }) => status === 412)
    expect(refused.map(({ error }) => error.details)).toEqual(
      refused.map(() => [expect.objectContaining({ loc: ['header', 'If-Match'], currentVersion: 2 })]),
    )
  })

  it('complete a task once: one payment', async () => {
    const { id } = await create({ pointValue: 21 })
    const before = (await api.wallet('GET', '/wallet')).data.balance
    await many(10, (i) =>
      i % 2
        ? api.tasks('POST', `/tasks/${id}/complete`)
        : api.tasks('PATCH', `/tasks/${id}`, { body: { status: 'Done' } }),
    )
    expect((await api.wallet('GET', '/wallet')).data.balance).toBe(before + 21)
  })

  it('cannot close a cycle of dependencies together', async () => {
    const tasks = await many(4, () => create())
    const answers = await many(4, (i) =>
      api.tasks('POST', `/tasks/${tasks[i].id}/dependencies`, { body: { dependsOnTaskId: tasks[(i + 1) % 4].id } }),
    )
    expect(statuses(answers).sort()).toEqual([201, 201, 201, 409])
  })

  it('cannot close a cycle of subtasks together', async () => {
    const tasks = await many(3, () => create())
    const answers = await many(3, (i) =>
      api.tasks('PATCH', `/tasks/${tasks[i].id}`, { body: { parentTaskId: tasks[(i + 1) % 3].id } }),
    )
    expect(statuses(answers).sort()).toEqual([200, 200, 409])
  })

  it('book 50 amounts: all of them', async () => {
    const before = (await api.wallet('GET', '/wallet')).data.balance
    const answers = await many(50, (i) =>
      api.wallet('POST', '/wallet/add', { body: { amount: i + 1, source: 'manual', description: 'x' } }),
    )
    expect(new Set(statuses(answers))).toEqual(new Set([201]))
    expect((await api.wallet('GET', '/wallet')).data.balance).toBe(before + 1275)
  })

  it('leave a log that folds to what is stored', async () => {
    expect(violationsIn(await partitionOf(userId))).toEqual([])
  })
})

describe('an Idempotency-Key', () => {
  const post = (body: object, key: string) => api.tasks('POST', '/tasks', { body, headers: { 'idempotency-key': key } })

  it('makes one row of many parallel calls, all with one answer', async () => {
    const [key, body] = [randomUUID(), { title: 'Once', area: 'Health' }]
    const answers = await many(6, () => post(body, key))
    expect(new Set(statuses(answers))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ data }) => data.id)).size).toBe(1)
    const replay = await post(body, key)
    expect([replay.data, replay.headers['idempotency-replayed']]).toEqual([answers[0]?.data, 'true'])
  })

  it('with another body is a 422, on another route or for another person it is new', async () => {
    const [key, body] = [randomUUID(), { title: 'Once', area: 'Health' }]
    const first = await post(body, key)
    const reused = await post({ ...body, title: 'Twice' }, key)
    expect([reused.status, reused.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
    const elsewhere = await api.wallet('POST', '/wallet/add', {
      body: { amount: 1, source: 'manual', description: 'x' },
      headers: { 'idempotency-key': key },
    })
    expect(elsewhere.status).toBe(201)
    const other = apiFor((await signUp()).accessToken)
    const theirs = await other.tasks('POST', '/tasks', { body, headers: { 'idempotency-key': key } })
    expect(theirs.data.id).not.toBe(first.data.id)
  })

  it('replays a completion instead of answering what has changed since', async () => {
    const { id } = await create({ pointValue: 5 })
    const headers = { 'idempotency-key': randomUUID() }
    const done = await api.tasks('POST', `/tasks/${id}/complete`, { headers })
    await api.tasks('PATCH', `/tasks/${id}`, { body: { status: 'Blocked' } })
    expect((await api.tasks('POST', `/tasks/${id}/complete`, { headers })).data).toEqual(done.data)
    expect((await api.tasks('GET', `/tasks/${id}`)).data.status).toBe('Blocked')
  })
})
