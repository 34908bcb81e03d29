import type { Context } from '../../platform/context.ts'
import type { Event } from '../../platform/events/event.ts'
import { keyOfId } from '../../platform/events/kind.ts'
import { timeOfUlid, ulidsFrom } from '../../platform/ids.ts'
import { decodeCursor, encodeCursor } from '../../platform/lists/cursor.ts'
import type { Page } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk } from '../../platform/table/keys.ts'
import { kindNamed } from '../kinds/lookup.ts'
import { titleOf } from '../text/title.ts'
import { LONGEST_REQUEST_MS } from '../undo/undo.repository.ts'
import { UNDO_MS } from '../undo/undo.service.ts'
import { undoTokenOf } from '../undo/undo-token.ts'
import type { Activity, ActivityQuery } from './activity.schema.ts'
import { mainEvents, subjectOf, summaryOf } from './words.ts'

/** Events of one query, and queries of one page: more are behind its cursor. */
const EVENTS = 500
const MAX_QUERIES = 8
const MAX_CHANGES = 20

/** What the person's requests changed, newest first, each in words and with what undoes it. @throws 400 naming cursor */
export const listActivity = async (ctx: Context, { pageSize, cursor }: ActivityQuery): Promise<Page<Activity>> => {
  const before = cursor ? String(decodeCursor(NAME, ctx.userId, cursor).before) : null
  const { requests, hasMore } = await collect(ctx, before, pageSize)
  const [titles, undone] = await Promise.all([loadTitles(ctx, requests), loadUndone(ctx, requests)])
  const data = requests.map((events) => activityOf(ctx, events, titles, undone))
  const last = requests.at(-1)
  const nextCursor = hasMore && last ? encodeCursor(NAME, ctx.userId, { before: newestOf(last).id }) : null
  return { data, total: null, page: 1, pageSize, hasMore: nextCursor !== null, nextCursor }
}

const NAME = 'activity'
const newestOf = (events: Event[]): Event => events.at(-1) as Event

/**
 * The newest requests whose last event is before an id, each with all its events, oldest first. Requests run side by side, so
 * events are read from a little later than that id, and to a little earlier than the first event of the last request.
 */
const collect = async (
  ctx: Context,
  before: string | null,
  wanted: number,
): Promise<{ requests: Event[][]; hasMore: boolean }> => {
  const to = before ? sk.event(ulidsFrom(timeOfUlid(before) + LONGEST_REQUEST_MS)) : sk.events() + LAST
  const byRequest = new Map<string, Event[]>()
  let after: Item | undefined
  for (let queries = 0; queries < MAX_QUERIES; queries++) {
    const range = { from: sk.events(), to, descending: true, limit: EVENTS, after }
    const page = await partition(ctx).page(range)
    for (const { PK: _pk, SK: _sk, ...item } of page.items) {
      const event = item as Event
      byRequest.set(event.requestId, [event, ...(byRequest.get(event.requestId) ?? [])])
    }
    const requests = [...byRequest.values()]
      .filter((events) => before === null || newestOf(events).id < before)
      .sort((a, b) => (newestOf(a).id < newestOf(b).id ? 1 : -1))
    after = page.next
    const last = requests[wanted - 1]
    const read = after ? timeOfUlid(String(after.SK).slice(sk.events().length)) : 0
    const isWhole = !after || (last?.[0] && read < timeOfUlid(last[0].id) - LONGEST_REQUEST_MS)
    if (isWhole || queries === MAX_QUERIES - 1)
      return { requests: requests.slice(0, wanted), hasMore: after !== undefined || requests.length > wanted }
  }
  return { requests: [], hasMore: false }
}

/** Titles of what the requests are about, by id: from the events where they say them, else from the entities, also deleted ones. */
const loadTitles = async (ctx: Context, requests: Event[][]): Promise<Map<string, string>> => {
  const titles = new Map<string, string>()
  const keys = new Set<string>()
  for (const event of requests.flatMap(mainEvents)) {
    const subject = subjectOf(event)
    if (!subject || subject.kind.sk) continue
    const own = keyOfId(subject.kind, subject.id)
    keys.add(own).add(sk.trash(own))
  }
  for (const row of await partition(ctx).getMany([...keys])) {
    const kind = kindNamed(String(row.SK).replace(sk.trash(''), '').split('#', 1)[0]?.toLowerCase() ?? '')
    if (kind) titles.set(String(row.id), titleOf(kind, row))
  }
  return titles
}

/** Ids of the requests that were undone. */
const loadUndone = async (ctx: Context, requests: Event[][]): Promise<Set<string>> => {
  const ids = requests.filter((events) => isRecent(ctx, events)).map((events) => newestOf(events).requestId)
  const rows = await partition(ctx).getMany(ids.map((id) => sk.undoing(id)))
  return new Set(rows.filter(({ isFinished }) => isFinished).map(({ SK }) => String(SK).slice(sk.undoing('').length)))
}

const isRecent = (ctx: Context, [first]: Event[]): boolean =>
  first !== undefined && ctx.now() - Date.parse(first.at) < UNDO_MS

const activityOf = (ctx: Context, events: Event[], titles: Map<string, string>, undone: Set<string>): Activity => {
  const [first] = events as [Event]
  const { requestId, at, source, agent = null } = newestOf(events)
  const kinds = events.map(({ entityType }) => kindNamed(entityType)?.undo)
  const isUndone = undone.has(requestId)
  const canUndo =
    isRecent(ctx, events) && !isUndone && !kinds.includes('refused') && kinds.some((one) => one !== 'kept')
  return {
    ...{ requestId, at, source, agent, summary: summaryOf(events, titles), isUndone },
    changes: events.slice(0, MAX_CHANGES).map(({ type, entityType, entityId }) => ({ type, entityType, entityId })),
    changeCount: events.length,
    undoToken: canUndo ? undoTokenOf({ requestId, since: timeOfUlid(first.id) }) : null,
  }
}
