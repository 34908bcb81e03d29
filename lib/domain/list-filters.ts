import * as z from 'zod'
import { Id, paging } from './fields.ts'
import { Area } from './vocabulary.ts'

/** A flag in a query, where everything is text. */
export const trueOrFalse = () => z.enum(['true', 'false']).transform((text) => text === 'true')

/** The query parameters that the lists of goals, metrics and habits share. */
export const trackedFilters = { ...paging, area: Area.optional(), areaId: Id.optional(), goalId: Id.optional() }

type Filters = Record<string, unknown>

/**
 * The filter of a list: every field of the query must have that value, and `goalId` must be one of the row's goals. Empty
 * when the query has no filters, so that the list need not read more rows than it returns.
 */
export const keepWhere = <Row>({ goalId, ...filters }: Filters): { keep?: (row: Row) => boolean } => {
  const wanted = Object.entries(filters).filter(([, value]) => value !== undefined)
  if (wanted.length === 0 && goalId === undefined) return {}
  const keep = (row: Row): boolean => {
    const { goalIds = [], ...fields } = row as Filters & { goalIds?: unknown[] }
    return wanted.every(([name, value]) => fields[name] === value) && (!goalId || goalIds.includes(goalId))
  }
  return { keep }
}
