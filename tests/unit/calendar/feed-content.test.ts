import { describe, expect, it } from 'vitest'
import { newEvent } from '../../../lib/domain/calendar/calendar-event.ts'
import { feedFields } from '../../../lib/domain/calendar/feeds/feed.fields.ts'
import { type FeedFacts, feedItems } from '../../../lib/domain/calendar/feeds/feed-content.ts'
import { blankOf, newEntity } from '../../../lib/domain/entity-fields.ts'
import { newHabit } from '../../../lib/domain/habits/habit.ts'
import { newTask } from '../../../lib/domain/tasks/task.ts'

const ZONE = 'Europe/Berlin'
const NOW = Date.parse('2026-03-02T08:00:00Z')

const feed = (more: object = {}) => ({
  ...blankOf(feedFields),
  ...newEntity('me', 'f', NOW),
  name: 'Mine',
  include: ['events' as const, 'plan' as const, 'tasks' as const, 'habits' as const],
  ...more,
})
const event = (more: object) =>
  newEvent('me', 'e1', { title: 'Secret talk', start: '2026-03-05T10:00:00.000Z', ...more }, ZONE)
const habit = () => newHabit('me', 'h1', { name: 'Secret run', frequency: 'Daily' }, NOW, '2026-03-02').after
const task = (more: object) => newTask('me', 't1', { title: 'Secret task', ...more }, { now: NOW, zone: ZONE })
const facts = (more: Partial<FeedFacts> = {}): FeedFacts => ({
  events: [event({ notes: 'Secret', location: 'Secret room' }), { ...event({ busy: false }), id: 'e2' }],
  tasks: [
    {
      ...task({ dueDate: '2026-03-06', description: 'Secret' }),
      scheduledStart: '2026-03-05T12:00:00.000Z',
      scheduledEnd: '2026-03-05T13:00:00.000Z',
    },
  ],
  habits: [habit()],
  zone: ZONE,
  weekStart: 1,
  ...more,
})
const eventsOf = (one: ReturnType<typeof feed>, all: FeedFacts) =>
  feedItems(one, all, 'events').flatMap((item) => ('event' in item ? [item.event] : []))

describe('a feed', () => {
  it.each([
    ['events', ['2026-03-05T10:00:00.000Z', '2026-03-05T10:00:00.000Z']],
    ['plan', ['2026-03-05T12:00:00.000Z']],
    ['tasks', ['2026-03-06']],
    ['habits', ['2026-03-02']],
  ] as const)('shows of %s what takes place, and nothing else', (part, starts) => {
    expect(eventsOf(feed({ include: [part] }), facts()).map(({ start }) => start)).toEqual(starts)
  })

  it('gives every item a UID of its own, the same each time', () => {
    const uids = eventsOf(feed(), facts()).map(({ uid }) => uid)
    expect(new Set(uids).size).toBe(uids.length)
    expect(eventsOf(feed(), facts())).toEqual(eventsOf(feed(), facts()))
  })

  it('of busy times says when, and nothing of what', () => {
    const shown = eventsOf(feed({ detail: 'busy' }), facts())
    expect(shown.map(({ summary, start }) => [summary, start])).toEqual([
      ['Busy', '2026-03-05T10:00:00.000Z'],
      ['Busy', '2026-03-05T12:00:00.000Z'],
    ])
    expect(JSON.stringify(shown)).not.toContain('Secret')
  })

  it('reminds before what has a time, not on whole days', () => {
    const shown = eventsOf(feed({ alarmMinutes: 10, include: ['plan', 'tasks'] }), facts())
    expect(shown.map(({ alarms }) => alarms)).toEqual([[10], []])
  })

  it('has tasks as to-dos where those are asked for, and none of them among busy times', () => {
    const tasks = { include: ['tasks' as const] }
    expect(feedItems(feed(tasks), facts(), 'todos')).toMatchObject([{ todo: { due: '2026-03-06' } }])
    expect(feedItems(feed({ ...tasks, detail: 'busy' }), facts(), 'todos')).toEqual([])
  })
})
