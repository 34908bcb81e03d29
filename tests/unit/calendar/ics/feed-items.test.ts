import { describe, expect, it } from 'vitest'
import { habitEvent } from '../../../../lib/domain/calendar/ics/feed/habit-items.ts'
import { dueEvent, dueTodo, plannedEvent } from '../../../../lib/domain/calendar/ics/feed/task-items.ts'
import { icsOccurrences } from '../../../../lib/domain/calendar/ics/ics-occurrences.ts'
import { ZONE } from './support.ts'

const stored = { id: 'x', version: 2, createdAt: '2026-03-04T10:00:00.000Z', updatedAt: '2026-03-05T10:00:00.123Z' }

const task = (fields: object) =>
  ({
    ...stored,
    title: 'Pay rent',
    description: null,
    dueDate: '2026-03-10',
    scheduledStart: '2026-03-09T08:00:00.000Z',
    scheduledEnd: '2026-03-09T09:00:00.000Z',
    status: 'Not Started',
    completedDate: null,
    priority: 'P1',
    labels: [],
    ...fields,
  }) as unknown as Parameters<typeof dueTodo>[0]

describe('a task in a feed', () => {
  it('is the day it is due on, which leaves the time free', () => {
    expect(dueEvent(task({}), ZONE)).toMatchObject({
      uid: 'task-x@lifeos',
      start: '2026-03-10',
      end: '2026-03-11',
      allDay: true,
      transparency: 'free',
      sequence: 1,
      lastModified: '2026-03-05T10:00:00.000Z',
    })
  })

  it('is the time it is planned for, which it takes, under a UID of its own', () => {
    expect(plannedEvent(task({}), ZONE)).toMatchObject({
      uid: 'plan-x@lifeos',
      start: '2026-03-09T08:00:00.000Z',
      transparency: 'busy',
    })
  })

  it('is no event once it is done or cancelled, or without a date', () => {
    for (const status of ['Done', 'Cancelled'])
      expect([dueEvent(task({ status }), ZONE), plannedEvent(task({ status }), ZONE)]).toEqual([null, null])
    expect(dueEvent(task({ dueDate: null }), ZONE)).toBeNull()
    expect(plannedEvent(task({ scheduledEnd: null }), ZONE)).toBeNull()
  })

  it('is a VTODO done or not', () => {
    expect(dueTodo(task({ status: 'In Progress' }))).toMatchObject({
      due: '2026-03-10',
      status: 'in-process',
      priority: 1,
    })
    expect(dueTodo(task({ dueDate: null }))).toBeNull()
  })
})

describe('a habit in a feed', () => {
  const habit = (fields: object) =>
    ({
      ...stored,
      name: 'Run',
      description: null,
      status: 'Active',
      frequency: 'Daily',
      weekdays: [],
      everyNDays: null,
      dailyTarget: null,
      weeklyTarget: null,
      monthlyTarget: null,
      startDate: null,
      pauses: [],
      ...fields,
    }) as unknown as Parameters<typeof habitEvent>[0]
  const days = (fields: object) => {
    const event = habitEvent(habit(fields), { zone: ZONE, weekStart: 1 })
    const asked = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 16, 12), zone: ZONE }
    return event && icsOccurrences([event], asked).map(({ start }) => Number(start.slice(8)))
  }

  // 4 March 2026, when it was created, is a Wednesday.
  it.each([
    ['every day from its creation on', {}, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
    ['on its weekdays', { weekdays: [1, 5] }, [6, 9, 13, 16]],
    ['every n days from its start', { everyNDays: 5, startDate: '2026-03-02' }, [2, 7, 12]],
    ['once a week, on the first day', { frequency: 'Weekly', weeklyTarget: 3 }, [9, 16]],
    ['once a month, on the first day', { frequency: 'Monthly', startDate: '2026-02-15' }, [1]],
    ['not in a pause', { everyNDays: 4, pauses: [{ startDate: '2026-03-05', endDate: '2026-03-10' }] }, [4, 12, 16]],
    ['until a pause without end', { pauses: [{ startDate: '2026-03-06', endDate: null }] }, [4, 5]],
    ['never in a pause from the beginning', { pauses: [{ startDate: '2026-03-01', endDate: null }] }, null],
    ['not once it is archived', { status: 'Archived' }, null],
  ])('stands there %s', (_, fields, expected) => {
    expect(days(fields)).toEqual(expected)
  })
})
