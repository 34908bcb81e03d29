import { isoAt } from '../../../platform/context.ts'
import { DAY_MS } from '../../../platform/units.ts'
import type { HabitRecord } from '../../habits/habit.fields.ts'
import type { Task } from '../../tasks/task.schema.ts'
import type { DateString } from '../../time/dates.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { calendarItems } from '../ics/feed/calendar-items.ts'
import { busyOnly, withAlarm } from '../ics/feed/detail.ts'
import { habitEvent } from '../ics/feed/habit-items.ts'
import { dueEvent, dueTodo, plannedEvent } from '../ics/feed/task-items.ts'
import type { IcsEvent } from '../ics/ics-event.ts'
import type { IcsItem } from '../ics/write/write-calendar.ts'
import { mirrorPartOf } from '../sync/mirrored-row.ts'
import type { FeedPart, FeedRecord } from './feed.fields.ts'
import type { FeedQuery } from './feed.schema.ts'

/** What a feed may show. `zone`: where days of the person begin. `weekStart`: 1 = Monday … 7 = Sunday. */
export type FeedFacts = {
  events: CalendarEvent[]
  tasks: Task[]
  habits: HabitRecord[]
  zone: string
  weekStart: number
}

/**
 * What a feed shows of a person's calendar. The same facts give the same items: UIDs stay, and nothing depends on the time
 * at which it is asked for. A feed of busy times has what takes time, and nothing about what it is. `tasks`: how those that
 * are due come. `wanted`: only these of its parts.
 */
export const feedItems = (
  feed: FeedRecord,
  facts: FeedFacts,
  tasks: FeedQuery['tasks'],
  wanted: FeedPart[] = feed.include,
): IcsItem[] => {
  const areTodos = tasks === 'todos' && wanted.includes('tasks')
  const parts = areTodos ? wanted.filter((part) => part !== 'tasks') : wanted
  const todos = areTodos && feed.detail === 'full' ? facts.tasks.flatMap((task) => dueTodo(task) ?? []) : []
  return [...eventsOf(feed, facts, parts).map((event) => ({ event })), ...todos.map((todo) => ({ todo }))]
}

/** The same in portions: the events of the calendar come as they are read, every other part at once. */
export async function* feedPortions(
  feed: FeedRecord,
  facts: Omit<FeedFacts, 'events'>,
  pages: AsyncIterable<CalendarEvent[]>,
  tasks: FeedQuery['tasks'],
): AsyncGenerator<IcsItem[]> {
  for (const part of feed.include) {
    if (part !== 'events') yield feedItems(feed, { ...facts, events: [] }, tasks, [part])
    else for await (const events of pages) yield feedItems(feed, { ...facts, events }, tasks, [part])
  }
}

const eventsOf = ({ include, detail, alarmMinutes }: FeedRecord, facts: FeedFacts, wanted: FeedPart[]): IcsEvent[] => {
  // A block of a plan in a calendar stands for the same time of the same task.
  const plan = new Set(
    include.includes('plan') ? facts.tasks.map(({ id, scheduledStart }) => `${id} ${scheduledStart}`) : [],
  )
  const isShownAsPlan = (event: CalendarEvent) => plan.has(`${mirrorPartOf(event).taskId} ${event.start}`)
  const partsOf: Record<FeedPart, () => IcsEvent[]> = {
    events: () => facts.events.filter((event) => !isShownAsPlan(event)).flatMap(calendarItems),
    plan: () => facts.tasks.flatMap((task) => plannedEvent(task, facts.zone) ?? []),
    tasks: () => facts.tasks.flatMap((task) => dueEvent(task, facts.zone) ?? []),
    habits: () => facts.habits.flatMap((habit) => habitEvent(habit, facts) ?? []),
  }
  const all = wanted.flatMap((part) => partsOf[part]())
  const shown = detail === 'busy' ? all.flatMap((event) => busyOnly(event) ?? []) : all
  return alarmMinutes === null ? shown : shown.map((event) => withAlarm(event, alarmMinutes))
}

/** The day from which single events are shown: a quarter of a year before now, so that the text changes once a day at most. */
export const shownFrom = (now: number): DateString => isoAt(now - 90 * DAY_MS).slice(0, 10)
