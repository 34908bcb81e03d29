import type { Context } from '../../platform/context.ts'
import { AppError, conflict, entityRef, notFound } from '../../platform/errors.ts'
import { nextChangeAt } from '../../platform/events/change.ts'
import { findAt, load, mutate, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { listPage, type Page, slicePage } from '../../platform/lists/list.ts'
import { partition } from '../../platform/partition.ts'
import { LAST, sk } from '../../platform/table/keys.ts'
import { replacementOf } from '../entity-fields.ts'
import { deleted } from '../fields.ts'
import { link, unlink } from '../links/link.service.ts'
import { loadProfile } from '../profile/profile.service.ts'
import type { DateString } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'
import { type EntryRecord, logbookFields } from './logbook.fields.ts'
import type { LogbookEntry, LogbookLink, LogbookQuery, OnThisDayQuery } from './logbook.schema.ts'
import { changeEntry, LINKS, LOGBOOK, linksOf, mergeEntry, newEntry, viewEntry } from './logbook.ts'
import type { CreateEntry, UpdateEntry } from './logbook-input.schema.ts'

/** One round trip. @throws 409 when the day has an entry, 400 naming the field */
export const createEntry = (ctx: Context, input: CreateEntry, claim?: Claim | null): Promise<LogbookEntry> =>
  untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const change = newEntry(ctx.userId, ctx.newId(now), input, now)
      return { changes: [change], result: viewEntry(change.after) }
    },
    claim,
  ).catch(async (error) => {
    const other = error instanceof AppError && error.status === 409 ? await entryOf(ctx, input.date) : null
    throw other ? taken(other) : error
  })

/** Creates the entry of a day, or merges the input into the existing entry. @throws 400 naming the field */
export const mergeIntoDay = (ctx: Context, input: CreateEntry, claim?: Claim | null): Promise<LogbookEntry> =>
  untilCommitted(
    ctx,
    async () => {
      const before = await entryOf(ctx, input.date)
      const now = ctx.now()
      const change = before
        ? mergeEntry(before, input, nextChangeAt(before, now))
        : newEntry(ctx.userId, ctx.newId(now), input, now)
      const result = viewEntry(change?.after ?? (before as EntryRecord))
      return { changes: change ? [change] : [], result, upsert: true }
    },
    claim,
  )

/** An entry by its id or its date. One round trip by date, two by id. @throws 404 */
export const readEntry = async (ctx: Context, idOrDate: string): Promise<LogbookEntry> =>
  viewEntry(await loadEntry(ctx, idOrDate))

/** @throws 404, 412, 409 when it is moved to a day that has an entry, 400 naming the field */
export const updateEntry = async (ctx: Context, idOrDate: string, patch: UpdateEntry): Promise<LogbookEntry> => {
  const id = await idOf(ctx, idOrDate)
  const entry = await mutate(ctx, LOGBOOK, id, async (before, at) => {
    const change = changeEntry(before, patch, at)
    const other = change?.remove ? await entryOf(ctx, change.after.date) : null
    if (other) throw taken(other)
    return change && { changes: [change], result: change.after, upsert: true }
  })
  return viewEntry(entry)
}

/** Replaces every field: what is not sent goes back to its default. @throws what updateEntry throws */
export const replaceEntry = (ctx: Context, idOrDate: string, input: CreateEntry): Promise<LogbookEntry> =>
  updateEntry(ctx, idOrDate, replacementOf(logbookFields, input))

/** Entries of a range of days, newest first unless asked otherwise. */
export const listEntries = async (ctx: Context, query: LogbookQuery): Promise<Page<LogbookEntry>> => {
  const { startDate = '', endDate = LAST, sortOrder, ...paging } = query
  const name = `logbook ${startDate} ${endDate} ${sortOrder}`
  if (startDate > endDate) return slicePage<LogbookEntry>(ctx, { name }, [], paging)
  const whole = query.startDate === undefined && query.endDate === undefined
  return listPage(
    ctx,
    {
      name,
      range: { from: sk.logbookEntry(startDate), to: sk.logbookEntry(endDate), descending: sortOrder === 'desc' },
      read: (item) => viewEntry(fromItem(LOGBOOK, item)),
      ...(whole && { counted: 'logbook' }),
    },
    paging,
  )
}

/** Entries of the same day in earlier years, newest first. */
export const onThisDay = async (ctx: Context, { date, years }: OnThisDayQuery): Promise<Page<LogbookEntry>> => {
  const day = date ?? localDateOf(ctx.now(), (await loadProfile(ctx)).timeZone)
  const keys = sameDays(day, years).map((earlier) => sk.logbookEntry(earlier))
  const items = await partition(ctx).getMany(keys)
  const entries = items.map((item) => viewEntry(fromItem(LOGBOOK, item)))
  return slicePage(ctx, { name: 'on this day' }, entries, {})
}

/** The same day in each of the `years` years before, newest first. */
export const sameDays = (date: DateString, years: number): DateString[] => {
  const year = Number(date.slice(0, 4))
  return Array.from({ length: years }, (_, i) => `${String(year - 1 - i).padStart(4, '0')}${date.slice(4)}`)
}

/** @throws 404 */
export const listLinks = async (ctx: Context, idOrDate: string): Promise<Page<LogbookLink>> =>
  slicePage(ctx, { name: 'logbook links' }, linksOf(await loadEntry(ctx, idOrDate)), {})

/** Links an entry; a repeat changes nothing. @throws 404 when either is unknown, 409 above 8 of a kind */
export const linkEntry = async (
  ctx: Context,
  idOrDate: string,
  { entityType, entityId }: LogbookLink,
  claim?: Claim | null,
) => {
  const { field, label } = LINKS[entityType]
  const target = { kind: entityType, label, id: entityId }
  return link(ctx, { kind: LOGBOOK, id: await idOf(ctx, idOrDate), field, target }, claim)
}

/** Returns the id that was unlinked. @throws 404 when the entry is unknown or not linked to that id */
export const unlinkEntry = async (ctx: Context, idOrDate: string, entityId: string) => {
  const entry = await loadEntry(ctx, idOrDate, true)
  const found = linksOf(entry).find((one) => one.entityId === entityId)
  if (!found) throw notFound('Link')
  const { field, label } = LINKS[found.entityType]
  await unlink(ctx, { kind: LOGBOOK, id: entry.id, field, target: { kind: found.entityType, label, id: entityId } })
  return deleted(entityId)
}

const isDate = (idOrDate: string): boolean => /^\d{4}-\d\d-\d\d$/.test(idOrDate)

const loadEntry = async (ctx: Context, idOrDate: string, consistent = false): Promise<EntryRecord> => {
  if (!isDate(idOrDate)) return load(ctx, LOGBOOK, idOrDate, { consistent })
  const entry = await findAt(ctx, LOGBOOK, sk.logbookEntry(idOrDate), { consistent })
  if (!entry) throw notFound(LOGBOOK.label)
  return entry
}

/** The id of an entry, named by its id or its date. @throws 404 */
export const idOf = async (ctx: Context, idOrDate: string): Promise<string> =>
  isDate(idOrDate) ? (await loadEntry(ctx, idOrDate, true)).id : idOrDate

const entryOf = (ctx: Context, date: DateString): Promise<EntryRecord | null> =>
  findAt(ctx, LOGBOOK, sk.logbookEntry(date), { consistent: true })

const taken = (other: EntryRecord) =>
  conflict(`There is an entry for ${other.date} already`, {
    type: 'exists',
    loc: ['body', 'date'],
    entity: entityRef(LOGBOOK, other),
  })
