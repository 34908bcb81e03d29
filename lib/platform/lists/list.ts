import type { Context } from '../context.ts'
import { invalidField } from '../errors.ts'
import { sk, userPk } from '../table/keys.ts'
import { countRange, getItem, type Item, queryPage, type Range } from '../table/table.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** Paging as clients ask for it: page and pageSize, or cursor and pageSize, or nothing for everything up to 1,000 rows. */
export type Paging = { page?: number | undefined; pageSize?: number | undefined; cursor?: string | undefined }

/** A page of a list as clients read it. */
export type Page<T> = {
  data: T[]
  total: number | null
  page: number
  pageSize: number
  hasMore: boolean
  nextCursor: string | null
}

export const MAX_ROWS = 1_000
const DEEPEST_ROW = 10_000
/** Queries of up to 1 MB and 1,000 rows that one page may take: what is left goes behind a cursor. */
const MAX_QUERIES = 4
/** JSON that one answer may be: a Lambda sends 6 MB, in which the body is a string whose quotes are escaped. */
export const ANSWER_BYTES = 5_000_000
/** A list of tasks holds its rows twice. */
const MAX_BYTES = 2_700_000

export type ListSpec<T> = {
  /** Names the list and its filters: a cursor works with exactly these. */
  name: string
  range: Pick<Range, 'from' | 'to' | 'descending' | 'index'> & {
    pk?: string
    /** Keys from here on stand for no value: they come last in either direction. */
    valuelessFrom?: string
  }
  read: (item: Item) => T
  keep?: ((row: T) => boolean) | undefined
  /** Sorts rows where no index does; then the whole list must fit 1,000 rows. */
  compare?: ((a: T, b: T) => number) | undefined
  /** Kind whose counter holds the total of an unfiltered list. */
  counted?: string
  consistent?: boolean
}

/**
 * One page of a person's rows, read with Query and Limit in key order. Costs its rows, not the collection's.
 * `total` is exact when the list was read whole or one query can count its index, else the stream's counter, else null. Rows
 * that one answer cannot hold go behind the cursor.
 * @throws 400 naming cursor, page or sortBy.
 */
export const listPage = async <T>(ctx: Context, spec: ListSpec<T>, paging: Paging): Promise<Page<T>> => {
  const size = Math.min(paging.pageSize ?? (paging.page || paging.cursor ? 50 : MAX_ROWS), MAX_ROWS)
  const page = paging.page ?? 1
  if (page * size > DEEPEST_ROW && page > 1)
    throw invalidField('page', `Pages end at row ${DEEPEST_ROW}: go on with cursor`, 'query')
  return spec.compare
    ? sortedPage(ctx, spec, { ...paging, page, size })
    : keyOrderPage(ctx, spec, { ...paging, page, size })
}

type Wanted = Paging & { page: number; size: number }

const keyOrderPage = async <T>(ctx: Context, spec: ListSpec<T>, { cursor, page, size }: Wanted): Promise<Page<T>> => {
  const start = cursor ? (decodeCursor(spec.name, ctx.userId, cursor) as Mark) : null
  const skip = start ? 0 : (page - 1) * size
  // Asked for in parallel with the rows where a page may leave some out; lists that are asked for whole seldom do.
  const counter = !start && size < MAX_ROWS ? countOf(ctx, spec) : undefined
  const { rows, end, queries } = await collect(ctx, spec, { after: start?.after, want: skip + size })
  if (page > 1 && !start && end !== null && rows.length <= skip) throw tooFar()
  if (queries > 1) refuseAfterCut(rows.slice(0, skip), size)
  const wanted = rows.slice(skip, skip + size)
  const data = queries > 1 ? fitting(wanted) : wanted
  const left = rows.length > skip + data.length
  const hasMore = left || end !== null
  const seen = (start?.seen ?? Math.min(skip, rows.length)) + data.length
  const count = () => counter ?? countOf(ctx, spec)
  const total = hasMore ? await totalOf({ start, end, rows: rows.length, seen, count }) : seen
  const after = left ? (data.at(-1)?.position ?? null) : end
  const nextCursor =
    hasMore && after ? encodeCursor(spec.name, ctx.userId, { after, seen, total } satisfies Mark) : null
  return { data: data.map(({ row }) => row), total, page, pageSize: size, hasMore, nextCursor }
}

/** What a cursor carries: the position, how many rows came before it, and the total found so far. */
type Mark = { after: Place; seen: number; total: number | null }
type Known = {
  start: Mark | null
  end: Place | null
  rows: number
  seen: number
  count: () => Promise<number | null>
}

const totalOf = async ({ start, end, rows, seen, count }: Known): Promise<number | null> => {
  if (!start && end === null) return rows
  const counted = start ? start.total : await count()
  return counted === null ? null : Math.max(counted, seen + 1)
}

const tooFar = () => invalidField('page', 'Too many rows come before this page: go on with cursor', 'query')

/** What an answer could not hold of one of the pages before would be on no page at all. @throws 400 naming page */
const refuseAfterCut = <R>(before: R[], size: number): void => {
  for (let from = 0; from < before.length; from += size) {
    const page = before.slice(from, from + size)
    if (fitting(page).length < page.length) throw tooFar()
  }
}

/** The rows that take `most` bytes, at least one: what one answer can hold. What one query gives (1 MB) always fits. */
export const fitting = <R>(rows: R[], most = MAX_BYTES): R[] => {
  let bytes = 0
  const first = rows.findIndex((row, i) => {
    bytes += Buffer.byteLength(JSON.stringify(row))
    return bytes > most && i > 0
  })
  return first < 0 ? rows : rows.slice(0, first)
}

/** A position in key order, without the partition: that always comes from the caller. */
type Place = { SK: string; index?: string }
type Row<T> = { row: T; position: Place }
type Reading = { after: Place | undefined; want: number }

/** The ranges to read one after the other. */
const partsOf = ({ valuelessFrom, ...range }: ListSpec<unknown>['range']): Omit<typeof range, 'valuelessFrom'>[] =>
  valuelessFrom && range.descending
    ? [
        { ...range, to: valuelessFrom },
        { ...range, from: valuelessFrom },
      ]
    : [range]

/** Reads until `want` rows are kept and one more is known to follow. A filter looks at 1,000 rows a query. */
const collect = async <T>(
  ctx: Context,
  spec: ListSpec<T>,
  { after, want }: Reading,
): Promise<{ rows: Row<T>[]; end: Place | null; queries: number }> => {
  const pk = spec.range.pk ?? userPk(ctx.userId)
  const rows: Row<T>[] = []
  const parts = partsOf(spec.range)
  const reached = (after?.index ?? after?.SK) as string
  let part = after ? parts.findIndex(({ from, to }) => from <= reached && reached <= to) : 0
  let next = after && keyAt(after, pk, ctx.userId)
  let last = next
  let queries = 0
  do {
    const limit = spec.keep ? MAX_ROWS : Math.min(want + 1 - rows.length, MAX_ROWS + 1)
    const answer = await queryPage(
      { ...(parts[part] as Range), pk, limit, after: next },
      { deadline: ctx.deadline, consistent: spec.consistent },
    )
    for (const item of answer.items) {
      const row = spec.read(item)
      if (!spec.keep || spec.keep(row)) rows.push({ row, position: placeOf(item, spec.range.index) })
    }
    next = answer.next
    last = next ?? answer.items.at(-1) ?? last
    if (!next) part += 1
    queries += 1
  } while (part < parts.length && queries < MAX_QUERIES + Math.floor(want / MAX_ROWS) && rows.length <= want)
  return { rows, end: part < parts.length && last ? placeOf(last, spec.range.index) : null, queries }
}

const placeOf = (item: Item, index: string | undefined): Place => ({
  SK: String(item.SK),
  ...(index && { index: String(item[`${index}SK`]) }),
})

const keyAt = (place: Place, pk: string, userId: string): Item =>
  place.index === undefined
    ? { PK: pk, SK: place.SK }
    : { PK: userPk(userId), SK: place.SK, GSI1PK: pk, GSI1SK: place.index }

const sortedPage = async <T>(ctx: Context, spec: ListSpec<T>, { cursor, page, size }: Wanted): Promise<Page<T>> => {
  const { rows, end } = await collect(ctx, spec, { after: undefined, want: MAX_ROWS })
  if (end !== null || rows.length > MAX_ROWS)
    throw invalidField(
      'sortBy',
      `This order works on up to ${MAX_ROWS} rows: filter the list, or sort by createdAt`,
      'query',
    )
  return slicePage(
    ctx,
    spec,
    rows.map(({ row }) => row),
    { cursor, page, pageSize: size },
  )
}

/** A page of rows that are all in memory: filtered, sorted and cut; the total is exact. @throws 400 naming cursor or page. */
export const slicePage = <T>(
  ctx: Context,
  spec: Pick<ListSpec<T>, 'name' | 'keep' | 'compare'>,
  rows: T[],
  paging: Paging,
): Page<T> => {
  const size = Math.min(paging.pageSize ?? (paging.page || paging.cursor ? 50 : MAX_ROWS), MAX_ROWS)
  const kept = spec.keep ? rows.filter(spec.keep) : [...rows]
  if (spec.compare) kept.sort(spec.compare)
  const page = paging.page ?? 1
  const start = paging.cursor ? Number(decodeCursor(spec.name, ctx.userId, paging.cursor).start) : (page - 1) * size
  if (!paging.cursor) refuseAfterCut(kept.slice(0, start), size)
  const data = fitting(kept.slice(start, start + size))
  const hasMore = kept.length > start + data.length
  const nextCursor = hasMore ? encodeCursor(spec.name, ctx.userId, { start: start + data.length }) : null
  return { data, total: kept.length, page, pageSize: size, hasMore, nextCursor }
}

/** How many rows an unfiltered list has, as the stream counted; null where nobody counts. A list does not fail for it. */
const countOf = async <T>(ctx: Context, { counted, keep, range }: ListSpec<T>): Promise<number | null> => {
  if (keep) return null
  if (range.index && range.pk) {
    return countRange({ ...range, pk: range.pk, limit: MAX_ROWS }, { deadline: ctx.deadline }).catch(() => null)
  }
  if (!counted) return null
  const item = await getItem({ PK: userPk(ctx.userId), SK: sk.counters() }, { deadline: ctx.deadline }).catch(
    () => null,
  )
  return item ? Number(item[counted] ?? 0) : null
}
