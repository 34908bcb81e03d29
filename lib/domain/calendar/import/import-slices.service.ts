import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { invalid } from '../../../platform/errors.ts'
import { create, nextChangeAt, update } from '../../../platform/events/change.ts'
import { loadMany, untilCommitted } from '../../../platform/events/mutate.ts'
import { ABSENT, type Condition, putWrite } from '../../../platform/events/write.ts'
import { jobRunner, type Slice, type Step } from '../../../platform/jobs/job.ts'
import { loadParts } from '../../../platform/jobs/job-parts.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { CALENDAR_EVENT } from '../calendar-event.ts'
import { readCalendar } from '../ics/read/read-calendar.ts'
import { eventsOfIcs } from '../sync/from-ics.ts'
import type { ProviderEvent } from '../sync/provider.ts'
import { CALENDAR_IMPORT } from './import.job.ts'
import { ownEvent, uidHash } from './own-event.ts'

/** Four or five items each, of the hundred that a transaction takes. */
const AT_ONCE = 20
const MOST_SKIPPED = 100

const Skipped = z.object({ line: z.number().nullable(), uid: z.string().nullable(), reason: z.string() })
const Place = z.object({
  next: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  skipped: z.array(Skipped),
  skippedCount: z.number().int(),
})
type Place = z.infer<typeof Place>

/** Brings the events of a file in, twenty in a transaction. What is there already is changed to what the file says. */
export const calendarImport = jobRunner(CALENDAR_IMPORT, Place, (ctx, slice) => importSlice(ctx, slice))

type Input = { timeZone: string }

const importSlice = async (ctx: Context, slice: Slice<Input, Place>): Promise<Step<Place>> => {
  const calendar = readCalendar(await loadParts(ctx, slice.jobId), { zone: slice.input.timeZone })
  if (!calendar) throw invalid([], 'This is no iCalendar file')
  const events = [...new Map(eventsOfIcs(calendar.events).map((one) => [uidHash(one), one])).values()]
  const none = { next: 0, created: 0, updated: 0, unchanged: 0 }
  const place = slice.place ?? { ...none, skipped: calendar.skipped, skippedCount: calendar.skippedCount }
  const total = events.length
  while (place.next < total) {
    await importSome(ctx, events.slice(place.next, place.next + AT_ONCE), place, slice.createdAt)
    place.next = Math.min(place.next + AT_ONCE, total)
    if (place.next < total && ctx.now() >= slice.until) return { place, progress: { done: place.next, total } }
  }
  const { next: _, ...result } = place
  return { result, progress: { done: total, total } }
}

/** Brings some events in, in one transaction, and counts them in `place`. */
const importSome = async (ctx: Context, reads: ProviderEvent[], place: Place, since: string): Promise<void> => {
  const { counts, skipped } = await untilCommitted(ctx, async () => {
    const known = await knownEvents(ctx, reads)
    const decided = reads.map((read) => decide(ctx, read, known, since))
    return {
      changes: decided.flatMap(({ change }) => change ?? []),
      writes: decided.flatMap(({ pointer }) => pointer ?? []),
      upsert: true,
      result: {
        counts: Map.groupBy(decided, ({ outcome }) => outcome),
        skipped: decided.flatMap(({ problem }) => problem ?? []),
      },
    }
  })
  for (const outcome of ['created', 'updated', 'unchanged'] as const) place[outcome] += counts.get(outcome)?.length ?? 0
  place.skippedCount += skipped.length
  place.skipped.push(...skipped.slice(0, Math.max(0, MOST_SKIPPED - place.skipped.length)))
}

type Known = Map<string, { id: string; event: CalendarEvent | undefined }>

/** By hash: which event an event of a file is, and that event unless it was deleted here. */
const knownEvents = async (ctx: Context, reads: ProviderEvent[]): Promise<Known> => {
  const keys = reads.map((read) => sk.calendarUid(uidHash(read)))
  const pointers = await partition(ctx).getMany([...new Set(keys)], { consistent: true })
  const events = await loadMany(
    ctx,
    CALENDAR_EVENT,
    pointers.map(({ to }) => String(to)),
    { consistent: true },
  )
  const byId = new Map(events.map((event) => [event.id, event]))
  return new Map(pointers.map(({ SK, to }) => [String(SK), { id: String(to), event: byId.get(String(to)) }]))
}

const decide = (ctx: Context, read: ProviderEvent, known: Known, since: string) => {
  const key = sk.calendarUid(uidHash(read))
  const found = known.get(key)
  const now = ctx.now()
  const own = ownEvent(ctx.userId, found?.event?.id ?? ctx.newId(now), read)
  if (typeof own === 'string')
    return { outcome: 'skipped' as const, problem: { line: null, uid: read.externalId, reason: own } }
  if (found?.event) {
    const { version: _version, createdAt: _created, updatedAt: _updated, ...fields } = own
    const change = update(CALENDAR_EVENT, found.event, fields, nextChangeAt(found.event, now))
    return change ? { outcome: 'updated' as const, change } : { outcome: outcomeBefore(found.event, since) }
  }
  const pointer = putWrite(ctx, key, { to: own.id }, found ? pointsAt(found.id) : ABSENT)
  return { outcome: 'created' as const, change: create(CALENDAR_EVENT, own, now), pointer }
}

/** What a slice of this job that was cut off did already counts as its own. */
const outcomeBefore = ({ createdAt, updatedAt }: CalendarEvent, since: string) =>
  createdAt >= since ? 'created' : updatedAt >= since ? 'updated' : 'unchanged'

/** What was deleted here comes back as a new event. */
const pointsAt = (id: string): Condition => ({
  ConditionExpression: '#to = :to',
  ExpressionAttributeNames: { '#to': 'to' },
  ExpressionAttributeValues: { ':to': id },
})
