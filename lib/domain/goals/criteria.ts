import { invalidField } from '../../platform/errors.ts'
import { DAY_MS } from '../../platform/units.ts'
import type { SuccessCriterion } from './goal.fields.ts'
import type { CriterionInput } from './goal-input.schema.ts'

/** A goal whose links are all replaced still fits one transaction: a row goes, one comes, and one is checked for each. */
const MAX_TARGETS = 30

/** What a rule needs from outside: the time of the change in epoch ms, and new ids. */
export type Making = { at: number; newId: () => string }

/**
 * The list that replaces a goal's criteria. One with a known id keeps what was not sent of it (clients leave links
 * out); the others are new, under the id they came with or a fresh one. @throws 400 naming the criterion's field
 */
export const replaceCriteria = (
  before: SuccessCriterion[],
  sent: CriterionInput[],
  { at, newId }: Making,
): SuccessCriterion[] => {
  const known = new Map(before.map((criterion) => [criterion.id, criterion]))
  const seen = new Set<string>()
  const after = sent.map((input, order) => {
    const id = input.id ?? newId()
    if (seen.has(id)) throw invalidField(['successCriteria', order, 'id'], 'Two criteria have this id')
    seen.add(id)
    const { isCompleted, completedAt, ...rest } = input
    const criterion = { ...blank, ...known.get(id), ...named(rest), id, order }
    return settled(criterion, { isCompleted, completedAt }, at, ['successCriteria', order, 'completedAt'])
  })
  const targets = new Set(after.flatMap(targetsOf).map(({ kind, id }) => `${kind} ${id}`))
  if (targets.size > MAX_TARGETS)
    throw invalidField('successCriteria', `Criteria can be linked to ${MAX_TARGETS} metrics and tasks in all`)
  return after
}

/** The list with some criteria completed or open; the same list when they are so already. @throws 400 naming completedAt */
export const toggleCriteria = (
  criteria: SuccessCriterion[],
  ids: string[],
  state: Completion,
  at: number,
): SuccessCriterion[] => criteria.map((one) => (ids.includes(one.id) ? settled(one, state, at, ['completedAt']) : one))

/** Metrics and tasks that criteria point at and did not before, with the field that says so. */
export const newTargets = (before: SuccessCriterion[], after: SuccessCriterion[]): Target[] => {
  const had = new Set(before.flatMap(targetsOf).map(({ kind, id }) => `${kind} ${id}`))
  return after.flatMap(targetsOf).filter(({ kind, id }) => !had.has(`${kind} ${id}`))
}

/** The criteria that are completed now and were not. */
export const newlyCompleted = (before: SuccessCriterion[], after: SuccessCriterion[]): SuccessCriterion[] => {
  const done = new Set(before.filter(({ isCompleted }) => isCompleted).map(({ id }) => id))
  return after.filter(({ id, isCompleted }) => isCompleted && !done.has(id))
}

/** What a criterion is linked to, and the field that says so. */
export type Target = { kind: 'metric' | 'task'; id: string; field: (string | number)[] }

export const targetsOf = ({ linkedMetricId, linkedTaskId, order }: SuccessCriterion): Target[] => [
  ...(linkedMetricId
    ? [{ kind: 'metric' as const, id: linkedMetricId, field: ['successCriteria', order, 'linkedMetricId'] }]
    : []),
  ...(linkedTaskId
    ? [{ kind: 'task' as const, id: linkedTaskId, field: ['successCriteria', order, 'linkedTaskId'] }]
    : []),
]

type Completion = { isCompleted?: boolean | undefined; completedAt?: string | null | undefined }

/** Completed has a time, open has none: the one sent, else the one it had, else now. */
const settled = (
  criterion: SuccessCriterion,
  sent: Completion,
  at: number,
  field: (string | number)[],
): SuccessCriterion => {
  const isCompleted = sent.isCompleted ?? criterion.isCompleted
  if (!isCompleted) return { ...criterion, isCompleted, completedAt: null }
  const completedAt = sent.completedAt ?? criterion.completedAt ?? new Date(at).toISOString()
  if (Date.parse(completedAt) > at + DAY_MS) throw invalidField(field, 'Must not be in the future')
  return { ...criterion, isCompleted, completedAt }
}

const blank = {
  description: '',
  isCompleted: false,
  completedAt: null,
  targetValue: null,
  unit: null,
  linkedMetricId: null,
  linkedTaskId: null,
  targetDate: null,
}

const named = <T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
