import { exceptionsOf } from '../../infra/local/fake-google/books.ts'
import { timeOf } from '../../infra/local/fake-google/clock.ts'
import { instanceOf, slotsUntil } from '../../infra/local/fake-google/instances.ts'
import type { CalendarEvent, Time } from '../../infra/local/fake-google/wire-types.ts'
import { deleteEvent, insertEvent, patchEvent, type Writer } from '../../infra/local/fake-google/write-event.ts'
import type { Random } from './random.ts'

/** Everything happens in some weeks around the day when Berlin's clock changes. */
export const FIRST = Date.parse('2040-03-12T00:00:00Z')
const DAYS = 24
const DAY_MS = 86_400_000
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York'] as const

type Edit = (writer: Writer, random: Random) => string

const living = ({ calendar }: Writer): CalendarEvent[] =>
  [...calendar.events.values()].map(({ event }) => event).filter(({ status }) => status !== 'cancelled')
const chosen = <T>(list: T[], random: Random): T | undefined => list[random.below(list.length)]
const seriesIn = (writer: Writer) => living(writer).filter(({ recurrence }) => recurrence)

/** An event of some hours by day, or of some days. */
export const times = (random: Random): { start: Time; end: Time } => {
  const day = FIRST + random.below(DAYS) * DAY_MS
  if (random.chance(0.25)) {
    const date = (ms: number) => ({ date: new Date(ms).toISOString().slice(0, 10) })
    return { start: date(day), end: date(day + (1 + random.below(3)) * DAY_MS) }
  }
  const zone = random.pick(ZONES)
  const start = day + (10 + random.below(8)) * 3_600_000
  return { start: timeOf(start, zone), end: timeOf(start + (1 + random.below(4)) * 1_800_000, zone) }
}

/** A patch takes the other kind of time away. */
const patchTimes = (random: Random) => {
  const whole = ({ date, dateTime, timeZone }: Time) =>
    date ? { date, dateTime: null, timeZone: null } : { date: null, dateTime, timeZone }
  const { start, end } = times(random)
  return { start: whole(start), end: whole(end) }
}

const title = (random: Random) => ({ summary: `Title ${random.below(1_000)}` })
const more = (random: Random) => ({
  ...title(random),
  ...(random.chance(0.2) && { transparency: 'transparent' }),
  ...(random.chance(0.2) && { location: `Place ${random.below(9)}` }),
})

const recurrence = (random: Random, { date, dateTime }: Time): string[] => {
  const stamp = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
  const startMs = Date.parse(date ?? dateTime ?? '')
  const text = (n: number) => (date ? stamp(startMs + n * DAY_MS).slice(0, 8) : stamp(startMs + n * DAY_MS))
  const value = date ? ';VALUE=DATE' : ''
  const bound = random.pick(['', '', `;COUNT=${2 + random.below(9)}`, `;UNTIL=${text(random.below(20))}`])
  const lines = [`RRULE:FREQ=${random.pick(['DAILY', 'DAILY;INTERVAL=2', 'WEEKLY', 'MONTHLY'])}${bound}`]
  if (random.chance(0.2)) lines.push(`EXDATE${value}:${text(1 + random.below(4))}`)
  if (random.chance(0.1)) lines.push(`RDATE${value}:${date ? text(31) : stamp(startMs + 31 * DAY_MS + 3_600_000)}`)
  return lines
}

let serial = 0
const insert: Edit = (writer, random) => {
  serial += 1
  return `insert ${insertEvent(writer, { id: `ev${serial.toString(32).padStart(5, '0')}`, ...times(random), ...more(random) }).id}`
}

const insertSeries: Edit = (writer, random) => {
  serial += 1
  const when = times(random)
  const id = `se${serial.toString(32).padStart(5, '0')}`
  const body = { id, ...when, ...more(random), recurrence: recurrence(random, when.start) }
  return `series ${insertEvent(writer, body).id} ${body.recurrence}`
}

const change: Edit = (writer, random) => {
  const event = chosen(living(writer), random)
  if (!event) return 'nothing'
  const moved = random.chance(0.5) ? patchTimes(random) : null
  const isOther = moved && Boolean(moved.start.date) !== Boolean(event.start?.date)
  const rule = isOther && event.recurrence && { recurrence: ['RRULE:FREQ=DAILY;COUNT=5'] }
  patchEvent(writer, event.id, { ...title(random), ...moved, ...rule })
  return `change ${event.id}`
}

const remove: Edit = (writer, random) => {
  const event = chosen(living(writer), random)
  if (event) deleteEvent(writer, event.id)
  return `remove ${event?.id}`
}

const changeRule: Edit = (writer, random) => {
  const series = chosen(seriesIn(writer), random)
  if (!series?.start) return 'nothing'
  const next = random.chance(0.15) ? null : recurrence(random, series.start)
  patchEvent(writer, series.id, { recurrence: next })
  return `rule of ${series.id}: ${next}`
}

/** An instance of a series in these weeks. */
const instance = (writer: Writer, random: Random): string | undefined => {
  const series = chosen(seriesIn(writer), random)
  if (!series) return undefined
  const own = new Set(exceptionsOf(writer.calendar, series.id).map(({ id }) => id))
  const slots = slotsUntil(series, FIRST + DAYS * DAY_MS)
  const slot = chosen(slots, random)
  return slot && (own.has(slot.id) ? slot.id : instanceOf(series, slot).id)
}

const isCancelled = ({ calendar }: Writer, id: string) => calendar.events.get(id)?.event.status === 'cancelled'

const changeInstance: Edit = (writer, random) => {
  const id = instance(writer, random)
  if (!id) return 'nothing'
  const moved = random.chance(0.6) && patchTimes(random)
  patchEvent(writer, id, { status: 'confirmed', ...title(random), ...moved })
  return `change instance ${id}`
}

const removeInstance: Edit = (writer, random) => {
  const id = instance(writer, random)
  if (!id || isCancelled(writer, id)) return 'nothing'
  deleteEvent(writer, id)
  return `remove instance ${id}`
}

/** "This and following": the series ends, and another one goes on under its name. */
const split: Edit = (writer, random) => {
  const series = chosen(
    seriesIn(writer).filter(({ start, id }) => start?.dateTime && !id.includes('_R')),
    random,
  )
  const slots = series ? slotsUntil(series, FIRST + DAYS * DAY_MS) : []
  const slot = slots[1 + random.below(Math.max(slots.length - 1, 1))]
  if (!series?.recurrence || !slot?.original.dateTime) return 'nothing'
  const stamp = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
  const [rule = ''] = series.recurrence
  const bare = rule.replace(/;(COUNT|UNTIL)=[^;]*/g, '')
  const { etag: _, updated: __, ...copy } = series
  const id = `${series.id}_R${stamp(slot.startMs).slice(0, 15)}`
  const part = { ...copy, id, start: slot.original, end: timeOf(slot.endMs, series.end?.timeZone ?? 'UTC') }
  patchEvent(writer, series.id, { recurrence: [`${bare};UNTIL=${stamp(slot.startMs - 1_000)}`] })
  if (writer.calendar.events.has(id)) return 'nothing'
  writer.books.put(writer.email, writer.calendar, {
    ...part,
    ...title(random),
    etag: '',
    updated: '',
    recurrence: [bare],
  })
  return `split ${series.id} at ${id}`
}

/** What a person may do to a calendar at Google. */
export const EDITS: readonly [Edit, ...Edit[]] = [
  ...([insert, insert, insertSeries, insertSeries] as const),
  ...[change, change, remove, changeRule, changeInstance, changeInstance, removeInstance, removeInstance, split],
]
