import type { Calendar, Mailbox, Stored } from './books.ts'
import { GraphError } from './failures.ts'
import { type Seen, seenOf } from './occurrences.ts'
import { idOf, type Json, type Preferences, stubOf, wireOf, wireOfOccurrence } from './wire.ts'

/**
 * How an increment shows a changed series: `whole` repeats it with its exceptions and occurrences in the view, `sparse` gives
 * only what changed, a deleted occurrence as removed. Both have been seen; the reference says neither.
 */
export type DeltaStyle = 'whole' | 'sparse'

type View = { calendar: string; from: number; to: number }
/** An entry of a round, shown as it is when its page is read. `day` null: the event itself. */
type Entry = { id: string; day: string | null; isRemoved: boolean }
type Round = View & { kind: 'skip'; entries: Entry[]; revision: number }
type Token = Round | (View & { kind: 'delta'; revision: number })

type Asked = { mailbox: Mailbox; calendar: Calendar; query: URLSearchParams; prefer: Preferences; style: DeltaStyle }

/** One page of the events of a calendar view, or of what changed in it since a delta link. */
export const deltaPage = (asked: Asked): { value: Json[]; next: string | null; delta: string | null } => {
  const round = roundOf(asked)
  const { mailbox, prefer } = asked
  const page = round.entries.slice(0, prefer.pageSize)
  const rest = round.entries.slice(prefer.pageSize)
  const value = page.flatMap((entry) => shown(asked, round, entry))
  const { calendar, from, to, revision } = round
  if (rest.length > 0) return { value, next: keep(mailbox, { ...round, entries: rest }), delta: null }
  return { value, next: null, delta: keep(mailbox, { kind: 'delta', calendar, from, to, revision }) }
}

const keep = (mailbox: Mailbox, token: Token): string => {
  mailbox.serial += 1
  const name = Buffer.from(`${token.kind}${mailbox.serial}`).toString('base64url')
  mailbox.tokens.set(name, token)
  return name
}

const roundOf = (asked: Asked): Round => {
  const { mailbox, calendar, query } = asked
  const name = query.get('$skiptoken') ?? query.get('$deltatoken')
  if (name !== null) {
    const token = mailbox.tokens.get(name) as Token | undefined
    if (!token || token.calendar !== calendar.id)
      throw new GraphError(410, 'SyncStateNotFound', 'The sync state generation is not found; synchronize again.')
    return token.kind === 'skip' ? token : { ...begun(asked, token, token.revision), kind: 'skip' }
  }
  const from = Date.parse(query.get('startDateTime') ?? query.get('startdatetime') ?? '')
  const to = Date.parse(query.get('endDateTime') ?? query.get('enddatetime') ?? '')
  if (!(from < to))
    throw new GraphError(
      400,
      'ErrorInvalidParameter',
      'This request requires a time window: startDateTime, endDateTime',
    )
  return { ...begun(asked, { calendar: calendar.id, from, to }, null), kind: 'skip' }
}

const begun = ({ mailbox, calendar, style }: Asked, view: View, since: number | null) => {
  const events = [...mailbox.events.values()].filter((event) => event.calendar === calendar.id)
  const entries = since === null ? events.flatMap((one) => wholeOf(one, view, false)) : []
  if (since !== null) {
    const changed = events.filter(({ revision }) => revision > since)
    for (const [id, at] of calendar.left) if (at > since) entries.push({ id, day: null, isRemoved: true })
    entries.push(
      ...changed.flatMap((one) => (style === 'whole' ? wholeOf(one, view, true) : sparseOf(one, view, since))),
    )
  }
  const { from, to } = view
  return { calendar: calendar.id, from, to, entries, revision: mailbox.revision }
}

/** Of what is outside the view nothing is told but, in an increment, that it is gone. */
const wholeOf = (event: Stored, view: View, isIncrement: boolean): Entry[] => {
  const seen = seenOf(event, view)
  if (seen.length === 0) return isIncrement ? [{ id: event.id, day: null, isRemoved: true }] : []
  const own = { id: event.id, day: null, isRemoved: false }
  if (!event.recurrence) return [own]
  const sorted = [...seen].sort((a, b) => Number(b.isException) - Number(a.isException))
  return [own, ...sorted.map(({ day }) => ({ id: event.id, day, isRemoved: false }))]
}

const sparseOf = (event: Stored, view: View, since: number): Entry[] => {
  const seen = seenOf(event, view)
  const own = [...event.changed].filter(([, { revision }]) => revision > since)
  if (event.wholeRevision > since || seen.length === 0 || own.length === 0) return wholeOf(event, view, true)
  const days = own.map(([day, { isDeleted }]) => ({ id: event.id, day, isRemoved: isDeleted || !isIn(seen, day) }))
  // What is left of a series where one occurrence was deleted is told by its master.
  return days.some(({ isRemoved }) => isRemoved) ? [...days, { id: event.id, day: null, isRemoved: false }] : days
}

const isIn = (seen: Seen[], day: string): boolean => seen.some((one) => one.day === day)

const shown = ({ mailbox, prefer }: Asked, view: View, { id, day, isRemoved }: Entry): Json[] => {
  const event = mailbox.events.get(id)
  const gone = { id, calendar: view.calendar } as Stored
  if (isRemoved) return [{ id: idOf(event ?? gone, day, prefer), '@removed': { reason: 'deleted' } }]
  // Changed again while the round goes on: the next round says so.
  if (!event || event.calendar !== view.calendar) return []
  if (day === null) return [wireOf(event, prefer)]
  const one = seenOf(event, view).find((other) => other.day === day)
  if (!one) return []
  return [one.isException ? wireOfOccurrence(mailbox, one, prefer) : stubOf(one, prefer)]
}
