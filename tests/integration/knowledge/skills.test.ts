import { beforeEach, expect, it } from 'vitest'
import { handler } from '../../../functions/knowledge/handler.ts'
import { many } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let user: TestUser
const call = (method: string, path: string, request: Request = {}, token = user.accessToken) =>
  invoke(handler, method, `/knowledge/skills${path}`, { token, ...request })
const skill = async (prerequisites: string[] = []) => {
  const { status, raw, data } = await call('POST', '', { body: { name: 'Rust', category: 'backend', prerequisites } })
  expect(status, raw).toBe(201)
  return data as { id: string }
}
const patch = (id: string, prerequisites: string[]) => call('PATCH', `/${id}`, { body: { prerequisites } })
const stored = async () => (await call('GET', '')).data.data as { id: string; prerequisites: string[]; xp: number }[]

beforeEach(async () => {
  user = await signUp()
})

it('prerequisites never close a cycle, also when two changes would close it together', async () => {
  const a = await skill()
  const b = await skill([a.id])
  const c = await skill([b.id])
  for (const other of [a, b, c]) expect((await patch(a.id, [other.id])).status).toBe(409)
  for (let i = 0; i < 4; i++) {
    const [x, y] = [await skill(), await skill()]
    const answers = await Promise.all([patch(x.id, [y.id]), patch(y.id, [x.id])])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  }
  expect(violationsIn(await partitionOf(user.userId))).toEqual([])
})

it('those of another person, and unknown ones, are refused and change nothing', async () => {
  const { id } = await skill()
  const other = await signUp()
  const body = { name: 'Other', category: 'x' }
  const foreign = (await call('POST', '', { body }, other.accessToken)).data.id
  for (const wrong of [foreign, 'unknown']) expect((await patch(id, [wrong])).status).toBe(400)
  expect((await stored())[0]?.prerequisites).toEqual([])
  expect((await call('POST', `/${id}/progress`, { body: { amount: 1 } }, other.accessToken)).status).toBe(404)
})

it('progress side by side adds up', async () => {
  const { id } = await skill()
  await many(8, () => call('POST', `/${id}/progress`, { body: { amount: 10, source: 'course' } }))
  expect((await stored())[0]).toMatchObject({ xp: 80, level: 0 })
})
