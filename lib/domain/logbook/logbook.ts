import { invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { blankOf, defaultsOf, sent } from '../entity-fields.ts'
import { type EntryRecord, type LinkedType, logbookFields, MAX_LINKED } from './logbook.fields.ts'
import type { LogbookEntry, LogbookLink } from './logbook.schema.ts'
import type { CreateEntry, UpdateEntry } from './logbook-input.schema.ts'

/** Stored under its date, so there is one for each day. A pointer row finds it by its id, also after its date changed. */
export const LOGBOOK: Kind<EntryRecord> = {
  name: 'logbook',
  label: 'Logbook entry',
  title: 'title',
  day: 'date',
  text: ['notes'],
  defaults: defaultsOf(logbookFields),
  sk: ({ date }) => sk.logbookEntry(date),
  reusableKey: true,
  pointer: (id) => sk.logbookPointer(id),
  relations: [
    linkRelation('logbook', 'taskIds', 'task', 'Task', { max: MAX_LINKED }),
    linkRelation('logbook', 'projectIds', 'project', 'Project', { max: MAX_LINKED }),
    linkRelation('logbook', 'goalIds', 'goal', 'Goal', { max: MAX_LINKED }),
    linkRelation('logbook', 'habitIds', 'habit', 'Habit', { max: MAX_LINKED }),
  ],
}

/** The field of an entry that holds its links to a kind, and the label of the kind. */
export const LINKS: Record<LinkedType, { field: 'taskIds' | 'projectIds' | 'goalIds' | 'habitIds'; label: string }> = {
  task: { field: 'taskIds', label: 'Task' },
  project: { field: 'projectIds', label: 'Project' },
  goal: { field: 'goalIds', label: 'Goal' },
  habit: { field: 'habitIds', label: 'Habit' },
}

/** An entry for clients, which read its energy under two names. */
export const viewEntry = (entry: EntryRecord): LogbookEntry => ({ ...entry, energy: entry.energyLevel })

export const linksOf = (entry: EntryRecord): LogbookLink[] =>
  (Object.keys(LINKS) as LinkedType[]).flatMap((entityType) =>
    entry[LINKS[entityType].field].map((entityId) => ({ entityType, entityId })),
  )

export const newEntry = (userId: string, id: string, input: CreateEntry, at: number): Change<EntryRecord> =>
  create(LOGBOOK, { ...blankOf(logbookFields), ...fieldsOf(input), id, userId }, at)

/** An entry with the fields of the patch, moved when the date changes; null when nothing changes. */
export const changeEntry = (before: EntryRecord, patch: UpdateEntry, at: number): Change<EntryRecord> | null =>
  update(LOGBOOK, before, fieldsOf(patch), at)

/**
 * Merges a second entry for the same day into the first: its notes and links are added, and its title, mood and
 * energy replace the stored ones if it has them. @throws 400 naming the field with too many links
 */
export const mergeEntry = (before: EntryRecord, input: CreateEntry, at: number): Change<EntryRecord> | null => {
  const { notes, ...fields } = fieldsOf(input)
  const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
  const joined = Object.values(LINKS).map(({ field }) => [field, union(before, field, fields[field] ?? [])])
  return update(
    LOGBOOK,
    before,
    { ...said, ...Object.fromEntries(joined), notes: appended(before.notes, notes ?? null) },
    at,
    'merged',
  )
}

const union = (before: EntryRecord, field: 'taskIds' | 'projectIds' | 'goalIds' | 'habitIds', ids: string[]) => {
  const all = [...new Set([...before[field], ...ids])]
  if (all.length > MAX_LINKED) throw invalidField(field, `An entry can have ${MAX_LINKED} at most`)
  return all
}

/** Appends notes as a paragraph of Markdown, unless the notes already end with it (a retry). */
const appended = (notes: string | null, more: string | null): string | null => {
  if (more === null || notes === null) return more ?? notes
  if (notes === more || notes.endsWith(`\n\n${more}`)) return notes
  const whole = `${notes}\n\n${more}`
  if (whole.length > MAX_NOTES) throw invalidField('notes', `Together the notes exceed ${MAX_NOTES} characters`)
  return whole
}

const MAX_NOTES = 100_000

/** The fields to store: absent keys stay absent, and `energy` is taken when `energyLevel` is absent. */
const fieldsOf = <T extends UpdateEntry>({ energy, ...input }: T) =>
  sent({ ...input, energyLevel: input.energyLevel === undefined ? energy : input.energyLevel })
