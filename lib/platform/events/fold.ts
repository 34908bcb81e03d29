import type { Event } from './event.ts'
import type { Fields } from './stored.ts'

/** What an entity's events say of it: its fields, and whether it is in the trash. */
export type Folded = { entityType: string; entityId: string; version: number; deleted: boolean; fields: Fields }

/**
 * The state of one entity from its events, in any order and with repeats (readers of the archive dedupe here).
 * @throws Error when a version is missing: then the log is not whole.
 */
export const fold = (events: Event[]): Folded => {
  const ordered = [...new Map(events.map((event) => [event.version, event])).values()].sort(
    (a, b) => a.version - b.version,
  )
  const first = ordered[0]
  if (first?.action !== 'create' || first.version !== 1) throw new Error('The first event of an entity creates it')
  const start: Folded = {
    entityType: first.entityType,
    entityId: first.entityId,
    version: 0,
    deleted: false,
    fields: {},
  }
  return ordered.reduce(apply, start)
}

const apply = (state: Folded, event: Event): Folded => {
  if (event.version !== state.version + 1)
    throw new Error(`${event.entityType} ${event.entityId} has no event of version ${state.version + 1}`)
  const times = { updatedAt: event.at, ...(event.action === 'create' && { createdAt: event.at }) }
  const owner = { id: event.entityId, userId: event.actor, version: event.version }
  const { deletedAt: _, ...fields } = { ...state.fields, ...event.data }
  return {
    ...state,
    version: event.version,
    deleted: event.action === 'delete',
    fields: { ...fields, ...owner, ...times },
  }
}
