import { createHash } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { find } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk, startingWith } from '../../../platform/table/keys.ts'
import { HABIT } from '../../habits/habit.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { readTasksByStatus } from '../../tasks/task.repository.ts'
import type { Task } from '../../tasks/task.schema.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { CALENDAR_EVENT } from '../calendar-event.ts'
import { calendarFile } from '../ics/write/write-calendar.ts'
import type { FeedRecord } from './feed.fields.ts'
import { findByToken } from './feed.repository.ts'
import type { FeedQuery } from './feed.schema.ts'
import { CALENDAR_FEED } from './feed.ts'
import { type FeedFacts, feedPortions, shownFrom } from './feed-content.ts'

/** How often calendars are asked to look again. */
const REFRESH_MINUTES = 15
const TOKEN = /^([\w-]{43})\.ics$/
const OPEN: Task['status'][] = ['Not Started', 'In Progress', 'Blocked', 'On Hold']

/**
 * The iCalendar text of a feed, found by the secret in its address, with an ETag of what is in it. `ctx` is nobody's.
 * @throws 404 for every address that is none, has been changed, or belongs to a feed that was deleted.
 */
export const readFeedText = async (
  ctx: Context,
  file: string,
  { tasks }: FeedQuery,
): Promise<{ text: Buffer; etag: string }> => {
  const token = TOKEN.exec(file)?.[1]
  const owner = token === undefined ? null : await findByToken(token, ctx)
  if (!owner) throw notFound('Calendar feed')
  const own: Context = { ...ctx, userId: owner.userId }
  const feed = await find(own, CALENDAR_FEED, owner.feedId)
  if (!feed) throw notFound('Calendar feed')
  const facts = await factsOf(own, feed)
  const portions = feedPortions(feed, facts, eventPages(own), tasks)
  const text = await calendarFile({ name: feed.name, refreshMinutes: REFRESH_MINUTES }, portions)
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
}

/** Reads what the feed includes besides events and nothing else: all of it in one round trip. */
const factsOf = async (ctx: Context, { include }: FeedRecord): Promise<Omit<FeedFacts, 'events'>> => {
  const wants = (...parts: FeedRecord['include']) => parts.some((part) => include.includes(part))
  const [tasks, habits, { timeZone: zone, weekStart }] = await Promise.all([
    wants('tasks', 'plan') ? Promise.all(OPEN.map((status) => readTasksByStatus(ctx, status))) : [],
    wants('habits') ? partition(ctx).range(sk.entities(HABIT.name)) : [],
    loadProfile(ctx),
  ])
  return { tasks: tasks.flat(), habits: habits.map((row) => fromItem(HABIT, row)), zone, weekStart }
}

/** Of one query; a person may have tens of thousands, which would take hundreds of megabytes together. */
const PAGE = 1_000

/** The events that are shown, those of every range before the single ones, page after page as they are asked for. */
async function* eventPages(ctx: Context): AsyncGenerator<CalendarEvent[]> {
  const single = { from: sk.calendarEventsFrom(shownFrom(ctx.now())), to: startingWith(sk.calendarEventsFrom('')).to }
  for (const range of [startingWith(sk.spreadEvents()), single]) {
    let after: Item | undefined
    do {
      const page = await partition(ctx).page({ ...range, limit: PAGE, after })
      yield page.items.map((row) => fromItem(CALENDAR_EVENT, row))
      after = page.next
    } while (after)
  }
}
