import { isDeepStrictEqual } from 'node:util'
import type { Event } from '../../platform/events/event.ts'
import { type Fields, fieldValue } from '../../platform/events/stored.ts'

/** What one request did to one entity. */
export type Touched = {
  entityType: string
  entityId: string
  /** Oldest first. */
  events: Event[]
  /** Whether the entity was there before the request, and whether it is after it. */
  was: 'absent' | 'live' | 'trashed'
  is: 'live' | 'trashed'
}

/** What was before an event of this action. */
const BEFORE = { create: 'absent', update: 'live', delete: 'live', restore: 'trashed' } as const

/**
 * The entities of a change set in the order in which they are given back: what comes back, what changes, what goes, each the one
 * that was changed last first. So whatever is pointed at comes before and goes after what points at it.
 */
export const touchedBy = (events: Event[]): Touched[] =>
  [...Map.groupBy(events, ({ entityType, entityId }) => `${entityType} ${entityId}`).values()]
    .map((own) => own.toSorted((a, b) => a.version - b.version))
    .flatMap((own) => {
      const [first, last] = [own[0], own.at(-1)]
      if (!first || !last) return []
      const { entityType, entityId, action } = first
      const is = last.action === 'delete' ? ('trashed' as const) : ('live' as const)
      return [{ entityType, entityId, events: own, was: BEFORE[action], is }]
    })
    .sort((a, b) => rankOf(a) - rankOf(b) || (lastOf(a).id < lastOf(b).id ? 1 : -1))

const rankOf = ({ was, is }: Touched): number => (is === 'trashed' ? 0 : was === 'live' ? 1 : 2)

const lastOf = ({ events }: Touched): Event => events.at(-1) as Event

/** Whether nobody else changed the entity between two events of the set. */
export const isUnbroken = ({ events }: Touched): boolean =>
  events.every(({ version }, i) => i === 0 || version === (events[i - 1] as Event).version + 1)

/** The fields as they were before the set, of those that it changed; null where an event had no room for them. */
export const fieldsBefore = ({ events }: Touched): Fields | null => {
  const updates = events.filter(({ action }) => action === 'update').reverse()
  if (updates.some(({ previous }) => previous === null)) return null
  return Object.assign({}, ...updates.map(({ previous }) => previous)) as Fields
}

/** The fields as the set left them, of those that it gave a value. */
export const fieldsAfter = ({ events }: Touched): Fields => {
  const { deletedAt: _, ...fields } = Object.assign({}, ...events.map(({ data }) => data)) as Fields
  return fields
}

const OWN = new Set(['id', 'userId', 'version', 'createdAt', 'updatedAt'])

/**
 * Whether the entity still has what the set gave it. What the set did not touch may have changed; of an entity that it created
 * nothing may. Times and versions are not compared: what was changed and undone since is as it was.
 */
export const isAsLeft = (touched: Touched, present: object, defaults: object): boolean => {
  const left = touched.was === 'absent' ? { ...defaults, ...fieldsAfter(touched) } : fieldsAfter(touched)
  const names = touched.was === 'absent' ? new Set([...Object.keys(left), ...Object.keys(present)]) : Object.keys(left)
  return [...names].every(
    (name) => OWN.has(name) || isDeepStrictEqual(fieldValue(present, name) ?? null, fieldValue(left, name) ?? null),
  )
}
