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
const weekly = { title: 'Weekly', isRecurring: true, rrule: 'FREQ=WEEKLY', dueDate: '2026-03-09' }

it('reopening takes the next occurrence back, but not when other tasks point at it', async () => {
  for (const pointedAt of [false, true]) {
    const { id } = (await api.tasks('POST', '/tasks', { body: weekly })).data
    const { nextTaskId } = (await api.tasks('POST', `/tasks/${id}/complete`)).data
    if (pointedAt) await api.tasks('POST', '/tasks', { body: { title: 'Step', parentTaskId: nextTaskId } })
    expect((await api.tasks('POST', `/tasks/${id}/reopen`)).data.isRecurring).toBe(!pointedAt)
    expect((await api.tasks('GET', `/tasks/${nextTaskId}`)).status).toBe(pointedAt ? 200 : 404)
  }
  expect(violationsIn(await partitionOf(userId))).toEqual([])
})
