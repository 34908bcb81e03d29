import { expect, it } from 'vitest'
import { EventQuery, listEvents } from '../../../lib/domain/events/event.service.ts'
import { changeProfile } from '../../../lib/domain/profile/profile.service.ts'
import { createTask } from '../../../lib/domain/tasks/task.service.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'

it('events since a day begin when that day begins for the person', async () => {
  const userId = newUserId()
  await changeProfile(contextFor(userId), { timeZone: 'Pacific/Kiritimati' }) // 14 hours ahead of UTC
  const at = Date.parse('2190-06-01T11:00:00Z') // 01:00 of the next day there
  await createTask(contextFor(userId, { now: () => at, newId: () => newUlid(at) }), { title: 'One', area: 'Health' })
  const since = async (day: string) =>
    (await listEvents(contextFor(userId), EventQuery.parse({ since: day, entityType: 'task' }))).data.length
  expect([await since('2190-06-02'), await since('2190-06-03')]).toEqual([1, 0])
})

it('events come oldest first, or newest first when asked for, page after page', async () => {
  const userId = newUserId()
  for (const title of ['One', 'Two', 'Three', 'Four', 'Five'])
    await createTask(contextFor(userId), { title, area: 'Health' })
  const titles = async (query: object) => {
    const found: unknown[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listEvents(contextFor(userId), EventQuery.parse({ ...query, limit: 2, cursor }))
      found.push(...page.data.map(({ data }) => data.title))
      cursor = page.nextCursor
    }
    return found
  }
  const oldestFirst = ['One', 'Two', 'Three', 'Four', 'Five']
  expect(await titles({})).toEqual(oldestFirst)
  expect(await titles({ sortOrder: 'desc' })).toEqual(oldestFirst.toReversed())
  expect(await titles({ sortOrder: 'desc', since: '2000-01-01' })).toEqual(oldestFirst.toReversed())
})
