import { beforeEach, describe, expect, it } from 'vitest'
import { handler as events } from '../../../functions/events/handler.ts'
import { handler as knowledge } from '../../../functions/knowledge/handler.ts'
import { handler as planner } from '../../../functions/planner/handler.ts'
import { handler as tasks } from '../../../functions/tasks/handler.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { invoke } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let user: TestUser
const call = async (handler: unknown, method: string, path: string, body?: object) => {
  const answer = await invoke(handler, method, path, { token: user.accessToken, ...(body && { body }) })
  expect(answer.status, answer.raw).toBeLessThan(300)
  return answer.data
}
const note = (title: string, content: string) =>
  call(knowledge, 'POST', '/knowledge/notes', { title, content, area: 'Love' })
const linksOf = async (id: string) => {
  const { outgoing, backlinks, unresolved } = await call(knowledge, 'GET', `/knowledge/notes/${id}/links`)
  return { outgoing, backlinks, unresolved }
}
/** Undoes what happened last. */
const undoLast = async () => {
  const { data } = await call(events, 'GET', '/activity')
  return call(events, 'POST', `/undo/${data[0].undoToken}`)
}

beforeEach(async () => {
  user = await signUp()
})

describe('undo', () => {
  it('gives a text back with its links, also one that is too long for its row', async () => {
    const [one, two] = [await note('One', ''), await note('Two', '')]
    const long = `[[Two]] ${'word '.repeat(30_000)}`
    const holder = await note('Holder', 'See [[One]].')
    for (const content of ['See [[Two]] and [[One]].', long]) {
      const before = [await linksOf(holder.id), await linksOf(one.id), await linksOf(two.id)]
      await call(knowledge, 'PATCH', `/knowledge/notes/${holder.id}`, { content })
      await undoLast()
      expect([await linksOf(holder.id), await linksOf(one.id), await linksOf(two.id)]).toEqual(before)
      expect((await call(knowledge, 'GET', `/knowledge/notes/${holder.id}`)).content).toBe('See [[One]].')
    }
    await call(knowledge, 'PATCH', `/knowledge/notes/${holder.id}`, { content: long })
    await call(knowledge, 'PATCH', `/knowledge/notes/${holder.id}`, { content: 'short' })
    await undoLast()
    expect((await call(knowledge, 'GET', `/knowledge/notes/${holder.id}`)).content).toBe(long)
    expect((await linksOf(two.id)).backlinks).toMatchObject([{ id: holder.id }])
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('of a new title writes the old one back into the notes that link', async () => {
    const target = await note('Old', '')
    const holder = await note('Holder', 'See [[Old]].')
    await call(knowledge, 'PATCH', `/knowledge/notes/${target.id}`, { title: 'New' })
    expect((await call(knowledge, 'GET', `/knowledge/notes/${holder.id}`)).content).toBe('See [[New]].')
    await undoLast()
    expect((await call(knowledge, 'GET', `/knowledge/notes/${holder.id}`)).content).toBe('See [[Old]].')
    expect((await linksOf(target.id)).backlinks).toMatchObject([{ id: holder.id }])
  })

  it('of a review gives the card and the counts of its day back', async () => {
    const card = await call(knowledge, 'POST', '/knowledge/flashcards', {
      front: 'Q',
      back: 'A',
      tags: [],
      area: 'Love',
    })
    const path = `/knowledge/notes/${card.id}`
    const { version: _v, updatedAt: _u, ...before } = await call(knowledge, 'GET', path)
    await call(knowledge, 'POST', `/knowledge/flashcards/${card.id}/reviews`, { rating: 3 })
    await undoLast()
    expect(await call(knowledge, 'GET', path)).toMatchObject(before)
    expect(
      (await call(knowledge, 'GET', '/knowledge/reviews/stats')).reviewsPerDay.filter(
        (day: { count: number }) => day.count > 0,
      ),
    ).toEqual([])
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('of an applied plan takes the times back, and none where one task was moved since', async () => {
    const made: { id: string }[] = []
    for (const title of ['one', 'two'])
      made.push(await call(tasks, 'POST', '/tasks', { title, area: 'Health', size: 30 }))
    const applied = async () => {
      const { result } = await call(planner, 'POST', '/ai/plan-day', { date: '2031-03-03', preferences: {} })
      await call(planner, 'POST', `/ai/plan-day/${result.planId}/apply`)
    }
    const starts = async () => {
      const found = await Promise.all(made.map(({ id }) => call(tasks, 'GET', `/tasks/${id}`)))
      return found.map(({ scheduledStart }) => scheduledStart !== null)
    }
    await applied()
    expect(await starts()).toEqual([true, true])
    const { data } = await call(events, 'GET', '/activity')
    await call(tasks, 'PATCH', `/tasks/${made[0]?.id}`, {
      scheduledStart: '2031-03-04T10:00:00.000Z',
      scheduledEnd: '2031-03-04T10:30:00.000Z',
    })
    const refused = await invoke(events, 'POST', `/undo/${data[0].undoToken}`, { token: user.accessToken })
    expect([refused.status, refused.raw.includes(made[0]?.id ?? '-')]).toEqual([409, true])
    expect(await starts()).toEqual([true, true])
    await undoLast()
    await call(events, 'POST', `/undo/${data[0].undoToken}`)
    expect(await starts()).toEqual([false, false])
    const { data: after } = await call(events, 'GET', '/activity')
    const ofPlan = after.find(({ requestId }: { requestId: string }) => requestId === data[0].requestId)
    expect(ofPlan).toMatchObject({ isUndone: true, undoToken: null })
  })
})
