import { expect, it } from 'vitest'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { fromItem } from '../../../lib/platform/events/stored.ts'

const stored = {
  ...{ PK: 'USER#u', SK: 'TASK#a', GSI1PK: 'p', GSI1SK: 's', expiresAt: 1, trash: {} },
  ...{ id: 'a', userId: 'u', version: 2, createdAt: 'c', updatedAt: 'd', title: 't', notes: 'n', area: 'Health' },
}

it('an entity has the fields of its item and the defaults of its kind, and nothing of the table', () => {
  const { PK, SK, GSI1PK, GSI1SK, expiresAt, trash, ...fields } = stored
  expect(fromItem(TASK, stored)).toEqual({ ...TASK.defaults, ...fields })
})

it('entities have their fields in one order, whatever the order of the items: rows of one shape are fast', () => {
  const turned = Object.fromEntries(Object.entries(stored).reverse())
  expect(Object.keys(turned)).not.toEqual(Object.keys(stored))
  expect(Object.keys(fromItem(TASK, turned))).toEqual(Object.keys(fromItem(TASK, stored)))
})
