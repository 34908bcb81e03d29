import { expect, it } from 'vitest'
import { EventQuery, listEvents } from '../../../lib/domain/events/event.service.ts'
import { changeProfile } from '../../../lib/domain/profile/profile.service.ts'
import { createTask } from '../../../lib/domain/tasks/task.service.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/task-commands.ts'

it('events since a day begin when that day begins for the person', async () => {
  const userId = newUserId()
  await changeProfile(contextFor(userId), { timeZone: 'Pacific/Kiritimati' }) // 14 hours ahead of UTC
  const at = Date.parse('2190-06-01T11:00:00Z') // 01:00 of the next day there
  await createTask(contextFor(userId, { now: () => at, newId: () => newUlid(at) }), { title: 'One', area: 'Health' })
  const since = async (day: string) =>
    (await listEvents(contextFor(userId), EventQuery.parse({ since: day, entityType: 'task' }))).data.length
  expect([await since('2190-06-02'), await since('2190-06-03')]).toEqual([1, 0])
})
