import { beforeAll, describe, expect, it } from 'vitest'
import { newPerson, type Person } from '../../support/api.ts'

let person: Person
beforeAll(async () => {
  person = await newPerson()
})

const STATUS: [string, string][] = [
  ['pending', 'Not Started'],
  ['in_progress', 'In Progress'],
  ['completed', 'Done'],
  ['cancelled', 'Cancelled'],
]
const PRIORITY: [number, string][] = [
  [0, 'P4'],
  [1, 'P3'],
  [2, 'P2'],
  [3, 'P1'],
]

const idsOf = async (query: Record<string, string>): Promise<string[]> => {
  const { data, raw, status } = await person.tasks('GET', '/tasks', { query })
  expect(status, raw).toBe(200)
  return data.data.map(({ id }: { id: string }) => id)
}

describe('an alias', () => {
  it.each(STATUS)('of a status, %s, is answered and listed as %s', async (alias, status) => {
    const made = await person.task({ status: alias })
    expect(made.status).toBe(status)
    const other = await person.task({ status: 'Blocked' })
    const changed = await person.tasks('PATCH', `/tasks/${other.id}`, { body: { status: alias } })
    expect(changed.data.status).toBe(status)
    const listed = await idsOf({ status: alias })
    expect(listed).toEqual(expect.arrayContaining([made.id, other.id]))
    expect(await idsOf({ status })).toEqual(listed)
  })

  it('of Done pays the points of the task like Done', async () => {
    const { id } = await person.task({ size: 30 })
    const { data } = await person.tasks('PATCH', `/tasks/${id}`, { body: { status: 'completed' } })
    expect(data).toMatchObject({ status: 'Done', pointsAwarded: true, completedDate: expect.any(String) })
  })

  it.each(PRIORITY)('of a priority, %i, is answered and listed as %s', async (number, priority) => {
    const made = await person.task({ priority: number })
    expect(made.priority).toBe(priority)
    const replaced = await person.tasks('PUT', `/tasks/${made.id}`, { body: { title: 'Run', priority: number } })
    expect(replaced.data.priority).toBe(priority)
    expect(await idsOf({ priority: String(number) })).toEqual(await idsOf({ priority }))
    expect(await idsOf({ priority: String(number) })).toContain(made.id)
    expect((await person.goal({ priority: number })).priority).toBe(priority)
    expect((await person.project({ priority: number })).priority).toBe(priority)
  })

  it.each([
    { priority: 4 },
    { priority: -1 },
    { priority: 0.5 },
    { priority: true },
    { status: 'done' },
    { status: 'toString' },
  ])('that is none, as in %j, is refused by name', async (body) => {
    const { status, error } = await person.tasks('POST', '/tasks', { body: { title: 'Run', ...body } })
    expect(status).toBe(400)
    expect(error.details[0].loc).toEqual(['body', Object.keys(body)[0]])
  })
})
