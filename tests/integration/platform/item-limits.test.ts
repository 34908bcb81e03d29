import { beforeAll, expect, it } from 'vitest'
import { apiFor } from '../../support/api.ts'
import { signUp } from '../../support/cloud.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let api: ReturnType<typeof apiFor>
let userId: string
beforeAll(async () => {
  const user = await signUp()
  userId = user.userId
  api = apiFor(user.accessToken)
})

/** As much text as a task takes, three bytes a character. */
const full = (letter: string) => ({
  title: letter.repeat(500),
  description: letter.repeat(20_000),
  extendedDescription: letter.repeat(50_000),
  notes: letter.repeat(50_000),
  aiContext: letter.repeat(5_000),
  labels: Array.from({ length: 30 }, (_, i) => `${letter.repeat(57)}${i}`),
})

it('a task with all the text it may hold can be made, replaced, completed, deleted and restored', async () => {
  const key = () => ({ 'idempotency-key': crypto.randomUUID() })
  const made = await api.tasks('POST', '/tasks', { body: full('漢'), headers: key() })
  expect(made.status, made.raw.slice(0, 300)).toBe(201)
  const path = `/tasks/${made.data.id}`
  expect((await api.tasks('PATCH', path, { body: full('字') })).status).toBe(200)
  const [, changed] = (await api.events('GET', '/events', { query: { entityId: made.data.id } })).data.data
  expect(changed).toMatchObject({ type: 'task.updated', previous: null, data: { notes: '字'.repeat(50_000) } })
  expect((await api.tasks('POST', `${path}/complete`, { headers: key() })).status).toBe(200)
  expect((await api.tasks('DELETE', path)).status).toBe(200)
  expect((await api.trash('POST', `/trash/task/${made.data.id}/restore`)).status).toBe(200)
  expect((await api.tasks('GET', path)).data.notes).toBe('字'.repeat(50_000))
  expect(violationsIn(await partitionOf(userId))).toEqual([])
})
