import type { Event } from '../../platform/events/event.ts'
import type { Entity, Kind } from '../../platform/events/kind.ts'
import { fieldValue } from '../../platform/events/stored.ts'
import { kindNamed } from '../kinds/lookup.ts'
import { sum, TRANSACTION } from '../wallet/ledger.ts'

/** What follows from other changes of the same request and is not worth a phrase beside them. */
const CONSEQUENCES = new Set([
  ...['metric.logged', 'metric.log_changed', 'metric.log_deleted', 'metric.log_restored', 'task.repeated'],
])
const isConsequence = ({ type, entityType }: Event): boolean =>
  CONSEQUENCES.has(type) || entityType === TRANSACTION.name || /\.(un)?linked$/.test(type)

/** The changes that say what a request was about, oldest first. */
export const mainEvents = (events: Event[]): Event[] => {
  const main = events.filter((event) => !isConsequence(event))
  return main.length > 0 ? main : events
}

/** The entity that a phrase names: for a log the metric or habit that it belongs to. */
export const subjectOf = (event: Event): { kind: Kind<Entity>; id: string } | null => {
  const kind = kindNamed(event.entityType)
  if (!kind) return null
  const owner = kind.parent && fieldValue(event.data, kind.parent.field)
  const parent = kind.parent && kindNamed(kind.parent.kind)
  return parent && typeof owner === 'string' ? { kind: parent, id: owner } : { kind, id: event.entityId }
}

const VERBS: Record<string, string> = {
  updated: 'Changed',
  logged: 'Logged',
  undone: 'Gave back',
  repeated: 'Repeated',
}

/** "Completed", of task.completed; "Criterion completed" for what has more words. */
const verbOf = ({ type, action, entityType }: Event): string => {
  const name = type.slice(entityType.length + 1)
  if (action === 'create' && kindNamed(entityType)?.parent) return 'Logged'
  const words = (VERBS[name] ?? name).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const MAX_PHRASES = 3
const MAX_TITLE = 80

/** What a request changed, in a line. `titles`: of the subjects, by id. */
export const summaryOf = (events: Event[], titles: Map<string, string>): string => {
  const groups = [...Map.groupBy(mainEvents(events), (event) => `${verbOf(event)} ${event.entityType}`).values()]
  const phrases = groups.slice(0, MAX_PHRASES).map((group) => phraseOf(group, titles))
  const more = groups.length > MAX_PHRASES ? ['and more'] : []
  return [...phrases, ...more, ...pointsIn(events)].join(', ')
}

const phraseOf = (group: Event[], titles: Map<string, string>): string => {
  const [first] = group as [Event]
  const subject = subjectOf(first)
  const label = (subject?.kind.label ?? first.entityType).toLowerCase()
  const ids = new Set(group.map((event) => subjectOf(event)?.id))
  if (ids.size > 1) return `${verbOf(first)} ${ids.size} ${label}s`
  const title = titles.get(subject?.id ?? '')
  return `${verbOf(first)} ${label}${title ? ` “${title.slice(0, MAX_TITLE)}”` : ''}`
}

const pointsIn = (events: Event[]): string[] => {
  const booked = events.filter(({ entityType }) => entityType === TRANSACTION.name)
  const points = sum(booked.map(({ data }) => Number(data.amount)))
  if (booked.length === 0 || booked.length === events.length) return []
  return [`${points < 0 ? '−' : '+'}${Math.abs(points)} points`]
}
