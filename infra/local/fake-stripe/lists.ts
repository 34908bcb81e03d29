import type { List, StripeObject } from './wire-types.ts'

type Range = { gt?: number; gte?: number; lt?: number; lte?: number }
export type Paging = { limit?: number; starting_after?: string; ending_before?: string; created?: Range | number }

const isWithin = (at: number, created: Paging['created']): boolean => {
  if (created === undefined) return true
  if (typeof created === 'number') return at === created
  const { gt = -1, gte = 0, lt = Infinity, lte = Infinity } = created
  return at > gt && at >= gte && at < lt && at <= lte
}

/** A page of rows that are sorted newest first; 10 unless another limit is asked for. */
export const listOf = <T extends StripeObject>(url: string, rows: T[], paging: Paging = {}): List<T> => {
  const { limit = 10, starting_after: after, ending_before: before, created } = paging
  const meant = rows.filter((row) => isWithin(row.created, created))
  if (before !== undefined) {
    const end = Math.max(
      0,
      meant.findIndex(({ id }) => id === before),
    )
    const start = Math.max(0, end - limit)
    return { object: 'list', data: meant.slice(start, end), has_more: start > 0, url }
  }
  const start = meant.findIndex(({ id }) => id === after) + 1
  return { object: 'list', data: meant.slice(start, start + limit), has_more: meant.length > start + limit, url }
}
