import * as z from 'zod'
import type { Context } from '../../platform/context.ts'
import { Event } from '../../platform/events/event.ts'
import { ulidsFrom } from '../../platform/ids.ts'
import { type ListSpec, listPage, type Page } from '../../platform/lists/list.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'

import { DateOrInstant, Id, pageOf, paging } from '../fields.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { startOfDay } from '../time/zone.ts'

export const EventQuery = z.object({
  ...paging,
  limit: z.coerce.number().int().min(1).max(1_000).optional().describe('Rows in a page; pageSize means the same'),
  entityType: z.string().max(40).optional(),
  entityId: Id.optional(),
  type: z.string().max(60).optional().describe('Such as task.completed'),
  since: DateOrInstant.optional().describe('Events of this time or later'),
  sortOrder: z.enum(['asc', 'desc']).default('asc').describe('asc: oldest first; desc: newest first'),
})
export type EventQuery = z.infer<typeof EventQuery>

export const EventPage = pageOf(Event).meta({ id: 'EventPage' })

/** The person's events in the order of time. A day in `since` begins at midnight in the person's time zone. */
export const listEvents = async (ctx: Context, query: EventQuery): Promise<Page<Event>> => {
  const { page, pageSize, limit, cursor, since, sortOrder, ...wanted } = query
  const filters = Object.entries(wanted).filter(([, value]) => value !== undefined)
  const range = startingWith(sk.events())
  const spec: ListSpec<Event> = {
    name: `events ${JSON.stringify([wanted, since, sortOrder])}`,
    range: {
      ...range,
      from: since ? sk.event(ulidsFrom(await instantAt(ctx, since))) : range.from,
      descending: sortOrder === 'desc',
    },
    read: ({ PK: _pk, SK: _sk, ...event }) => event as Event,
    ...(filters.length > 0 && {
      keep: (event) => filters.every(([name, value]) => event[name as keyof Event] === value),
    }),
  }
  return listPage(ctx, spec, { page, pageSize: limit ?? pageSize, cursor })
}

const instantAt = async (ctx: Context, since: string): Promise<number> =>
  since.length === 10 ? startOfDay(since, (await loadProfile(ctx)).timeZone) : Date.parse(since)
