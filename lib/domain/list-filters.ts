import { Id, paging } from './fields.ts'
import { Area } from './vocabulary.ts'

/** What every list of what a person tracks can be asked for. */
export const trackedFilters = { ...paging, area: Area.optional(), goalId: Id.optional() }

type Filters = Record<string, unknown>

/**
 * The filter of a list: every field that is asked for has that value, and `goalId` is one of the row's goals. Nothing
 * when nothing is asked for, so that the list need not look at more rows than it answers.
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
