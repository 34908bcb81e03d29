import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { createGoal } from '../../../lib/domain/goals/goal.service.ts'
import { CreateGoal } from '../../../lib/domain/goals/goal-input.schema.ts'
import { changeProfile } from '../../../lib/domain/profile/profile.service.ts'
import { listTasks } from '../../../lib/domain/tasks/task.list.ts'
import { TaskQuery } from '../../../lib/domain/tasks/task.schema.ts'
import { createTask } from '../../../lib/domain/tasks/task.service.ts'
import { metered } from '../../../lib/platform/log/meter.ts'
import { contextFor } from '../../support/context.ts'

const GOAL = { area: 'Health', timeHorizon: 'Yearly', successCriteria: [] }
const STATUSES = ['Not Started', 'In Progress', 'Blocked'] as const
const userId = randomUUID()
const list = (query: Record<string, unknown>, who: string = userId) =>
  listTasks(contextFor(who), TaskQuery.parse(query))
let ids: string[]

beforeAll(async () => {
  ids = []
  for (let i = 0; i < 90; i++) {
    const task = await createTask(contextFor(userId), {
      title: `Task ${String(i).padStart(2, '0')}`,
      area: i % 2 ? 'Health' : 'Wealth',
      status: STATUSES[i % 3],
      priority: (['P1', 'P2', 'P3', 'P4'] as const)[i % 4],
      dueDate: i % 5 ? `2026-01-${String(1 + (i % 28)).padStart(2, '0')}` : null,
      size: i % 7,
      labels: i % 10 ? [] : ['ten'],
    })
    ids.push(task.id)
  }
})

/** Every row along the cursors, with the totals told on the way. */
const walk = async (query: Record<string, unknown>) => {
  const [rows, totals]: [string[], unknown[]] = [[], []]
  for (let cursor: string | undefined; ; ) {
    const page = await list({ ...query, ...(cursor && { cursor }) })
    rows.push(...page.data.map(({ id }) => id))
    totals.push(page.total)
    expect(page.hasMore).toBe(page.nextCursor !== null)
    if (!page.nextCursor) return { rows, totals }
    cursor = page.nextCursor
  }
}

describe('a list', () => {
  it('gives everything at once, in the order of creation, under both names', async () => {
    const all = await list({})
    expect(all.data.map(({ id }) => id)).toEqual(ids)
    expect(all.tasks).toEqual(all.data)
    expect(all).toMatchObject({ total: 90, hasMore: false, nextCursor: null, page: 1 })
  })

  it.each([
    {},
    { sortOrder: 'desc' },
    { status: 'Blocked' },
    { status: 'Blocked', sortOrder: 'desc' },
    { status: 'Blocked', sortOrder: 'desc', area: 'Health' },
    { status: 'In Progress', sortBy: 'title', sortOrder: 'desc' },
    { area: 'Health' },
    { sortBy: 'dueDate' },
    { sortBy: 'priority', sortOrder: 'desc', area: 'Wealth' },
    { labels: 'ten' },
    { search: 'task 1' },
  ])('paged by cursor or by number gives every row of %j once, in one order', async (query) => {
    const whole = (await list(query)).data.map(({ id }) => id)
    expect(whole.length).toBeGreaterThan(5)
    for (const pageSize of [1, 7, whole.length]) {
      if (pageSize > 1) expect((await walk({ ...query, pageSize })).rows).toEqual(whole)
      const second = await list({ ...query, pageSize, page: 2 })
      expect(second.data.map(({ id }) => id)).toEqual(whole.slice(pageSize, pageSize * 2))
    }
  })

  it('has the exact total, also when filtered', async () => {
    expect((await walk({ area: 'Health', pageSize: 20 })).totals).toEqual([45, 45, 45])
  })

  it('sorts rows without a value last, in both directions', async () => {
    for (const sortOrder of ['asc', 'desc']) {
      const dates = (await list({ sortBy: 'dueDate', sortOrder })).data.map(({ dueDate }) => dueDate)
      expect(dates.slice(-18)).toEqual(Array.from({ length: 18 }, () => null))
      const dated = dates.filter((date) => date !== null)
      expect(dated).toEqual([...dated].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0) * (sortOrder === 'asc' ? 1 : -1)))
    }
  })

  it('of one status has rows without a due date last, in both directions, and those with one in order', async () => {
    for (const sortOrder of ['asc', 'desc']) {
      const dates = (await list({ status: 'Blocked', sortOrder })).data.map(({ dueDate }) => dueDate)
      const dated = dates.filter((date) => date !== null)
      expect(dates).toEqual([...dated, ...Array.from({ length: 6 }, () => null)])
      const sorted = [...dated].sort()
      expect(dated).toEqual(sortOrder === 'asc' ? sorted : sorted.reverse())
    }
  })

  it('filters like a plain filter over all rows', async () => {
    const all = (await list({})).data
    expect((await list({ dueBefore: '2026-01-10', dueAfter: '2026-01-05' })).data).toEqual(
      all.filter(({ dueDate }) => dueDate && dueDate >= '2026-01-05' && dueDate <= '2026-01-10'),
    )
    expect((await list({ priority: 'P1', area: 'Wealth' })).data).toEqual(
      all.filter(({ priority, area }) => priority === 'P1' && area === 'Wealth'),
    )
  })
})

describe('a cursor', () => {
  it('of another list, of another person, or changed by a bit is a 400', async () => {
    const { nextCursor } = await list({ pageSize: 5 })
    const cursor = String(nextCursor)
    const changed = cursor.slice(0, 40) + (cursor[40] === 'A' ? 'B' : 'A') + cursor.slice(41)
    const other = list({ pageSize: 5, cursor }, randomUUID())
    await expect(other).rejects.toMatchObject({ status: 400 })
    for (const query of [
      { cursor, status: 'Blocked' },
      { cursor, sortOrder: 'desc' },
      { cursor: changed },
      { cursor: `${cursor}AA` },
    ]) {
      await expect(list(query)).rejects.toMatchObject({ status: 400, details: [{ loc: ['query', 'cursor'] }] })
    }
  })

  it('holds no partition key', async () => {
    const { nextCursor } = await list({ pageSize: 5 })
    expect(Buffer.from(String(nextCursor), 'base64url').toString()).not.toContain(userId)
  })
})

describe('the cost of a page of 50', () => {
  it('is one read of its rows, however many tasks there are', async () => {
    const few = randomUUID()
    for (let i = 0; i < 60; i++)
      await createTask(contextFor(few), { title: `Task ${String(i).padStart(2, '0')}`, area: 'Health' })
    const cost = async (who: string) =>
      metered(async (usage) => (await list({ pageSize: 50 }, who)).data.length && { ...usage })
    const [small, large] = [await cost(few), await cost(userId)]
    expect([small, large]).toMatchObject([{ calls: 2 }, { calls: 2 }]) // the page and, in parallel, the counter
    expect((large as { readUnits: number }).readUnits / (small as { readUnits: number }).readUnits).toBeLessThan(1.2)
  })
})

describe('the tasks of a goal', () => {
  it('come in the order that is asked for, with and without a status', async () => {
    const owner = randomUUID()
    const goal = await createGoal(contextFor(owner), CreateGoal.parse({ ...GOAL, title: 'Grow' }))
    const make = (title: string, dueDate: string | null) =>
      createTask(contextFor(owner), { title, area: 'Health', dueDate, goalIds: [goal.id] })
    for (const [title, dueDate] of [
      ['b', null],
      ['d', '2026-12-31'],
      ['a', '2026-01-01'],
      ['c', '2026-06-01'],
    ] as const)
      await make(title, dueDate)
    const titles = async (query: Record<string, unknown>) =>
      (await list({ goalId: goal.id, ...query }, owner)).data.map(({ title }) => title).join('')
    const status = 'Not Started'
    expect(await titles({})).toBe('bdac')
    expect(await titles({ sortOrder: 'desc' })).toBe('cadb')
    expect(await titles({ sortBy: 'createdAt', sortOrder: 'desc', status })).toBe('cadb')
    expect(await titles({ status })).toBe('acdb')
    expect(await titles({ status, sortOrder: 'desc' })).toBe('dcab')
    expect(await titles({ sortBy: 'dueDate', sortOrder: 'desc' })).toBe('dcab')
    expect(await titles({ sortBy: 'title', status })).toBe('abcd')
  })
})

describe('an order', () => {
  const titlesBy = async (tasks: Parameters<typeof createTask>[1][], query: Record<string, unknown>, zone = 'UTC') => {
    const owner = randomUUID()
    await changeProfile(contextFor(owner), { timeZone: zone })
    for (const task of tasks) await createTask(contextFor(owner), task)
    return (await list(query, owner)).data.map(({ title }) => title)
  }
  const named = (title: string, more: object = {}) => ({ title, area: 'Health' as const, ...more })

  it('by title is what people expect of names and numbers, whatever the case', async () => {
    const titles = ['part 10', 'Part 2', 'zebra', 'Apple', 'äpfel']
    expect(
      await titlesBy(
        titles.map((title) => named(title)),
        { sortBy: 'title' },
      ),
    ).toEqual(['äpfel', 'Apple', 'Part 2', 'part 10', 'zebra'])
  })

  it('by status is the order of work', async () => {
    const statuses = ['Cancelled', 'Done', 'On Hold', 'Blocked', 'In Progress', 'Not Started'] as const
    const tasks = statuses.map((status) => named(status, { status }))
    expect(await titlesBy(tasks, { sortBy: 'status' })).toEqual([...statuses].reverse())
  })

  const TIMES = [
    named('late on the 11th in UTC', { scheduledStart: '2026-03-11T23:30:00.000Z' }), // the 12th in Berlin
    named('all day on the 12th', { scheduledDate: '2026-03-12' }),
    named('deferred to the 12th', { scheduledDate: '2026-03-11T23:00:00.000Z' }),
    named('the 11th', { scheduledDate: '2026-03-11' }),
    named('never'),
  ]

  it('and a filter by scheduled time go by the days of the person', async () => {
    const berlin = (query: Record<string, unknown>) => titlesBy(TIMES, query, 'Europe/Berlin')
    expect(await berlin({ scheduledBefore: '2026-03-11' })).toEqual(['the 11th'])
    expect((await berlin({ scheduledAfter: '2026-03-12' })).length).toBe(3)
    expect(await berlin({ scheduledAfter: '2026-03-11T23:15:00.000Z' })).toEqual([
      'late on the 11th in UTC',
      'all day on the 12th',
    ])
    expect(await berlin({ sortBy: 'scheduledDate' })).toEqual([
      'the 11th',
      'all day on the 12th',
      'deferred to the 12th',
      'late on the 11th in UTC',
      'never',
    ])
  })
})
