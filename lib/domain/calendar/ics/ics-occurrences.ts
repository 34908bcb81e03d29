import { DAY_MS } from '../../../platform/units.ts'
import { addDays, type DateString, daysBetween } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import { lengthDays } from '../calendar-event.ts'
import { type Asked, extent, firstOf, overlaps, ruleDays, seriesDay, timesOn } from '../occurrences.ts'
import type { IcsEvent } from './ics-event.ts'

/** One occurrence, with the event whose fields it has: that of the series, or its own. */
export type IcsOccurrence = {
  event: IcsEvent
  /** Where its series has it; null for an event without a series. */
  recurrenceId: string | null
  start: string
  end: string
  allDay: boolean
}

/**
 * What takes place in a time range, by start: series expanded as the person's own are, with their excluded, further, moved
 * and cancelled occurrences, and those that a change "this and following" moved along. Cancelled events are left out.
 */
export const icsOccurrences = (events: readonly IcsEvent[], asked: Asked): IcsOccurrence[] => {
  const groups = new Map<string, IcsEvent[]>()
  for (const event of events) {
    const group = groups.get(event.uid)
    if (group) group.push(event)
    else groups.set(event.uid, [event])
  }
  return [...groups.values()]
    .flatMap((group) => ofGroup(group, asked))
    .map((one) => ({ one, at: extent(one, asked.zone).from }))
    .sort((a, b) => a.at - b.at || (a.one.event.uid < b.one.event.uid ? -1 : 1))
    .map(({ one }) => one)
}

/** The events of one UID: a series and its changed occurrences, or only some of these. */
const ofGroup = (group: IcsEvent[], asked: Asked): IcsOccurrence[] => {
  const series = group.find(({ recurrenceId }) => recurrenceId === null)
  const changed = group.filter(({ recurrenceId }) => recurrenceId !== null)
  if (series?.status === 'cancelled') return []
  const own = changed.filter(isOn).map((event) => occurrence(event, event.recurrenceId, event))
  return [...own.filter((one) => overlaps(one, asked)), ...(series ? ofSeries(series, changed, asked) : [])]
}

const isOn = ({ status }: IcsEvent): boolean => status !== 'cancelled'

/** A part of a series that one event stands for: the series itself, or a changed occurrence and those that follow it. */
type Part = { event: IcsEvent; from: string | null; until: string | null; shiftDays: number }

const ofSeries = (series: IcsEvent, changed: IcsEvent[], asked: Asked): IcsOccurrence[] => {
  const isSingle = series.rrule === null && series.rdates.length === 0 && changed.length === 0
  if (isSingle) return [occurrence(series, null, series)].filter((one) => overlaps(one, asked))
  const left = new Set([...series.exdates, ...changed.map(({ recurrenceId }) => recurrenceId)])
  const takesPlace = (id: string, day: DateString) => !left.has(id) && !left.has(day)
  const found = partsOf(series, changed)
    .filter(({ event }) => isOn(event))
    .flatMap((part) => [...byRule(series, part, asked, takesPlace), ...byDate(series, part, takesPlace)])
    .filter((one) => overlaps(one, asked))
  return [...new Map(found.map((one) => [one.recurrenceId, one])).values()]
}

const partsOf = (series: IcsEvent, changed: IcsEvent[]): Part[] => {
  const following = changed
    .filter(({ isFollowing }) => isFollowing)
    .sort((a, b) => ((a.recurrenceId ?? '') < (b.recurrenceId ?? '') ? -1 : 1))
  const until = (at: number) => following[at]?.recurrenceId ?? null
  const first: Part = { event: series, from: null, until: until(0), shiftDays: 0 }
  return [
    first,
    ...following.map((event, at) => {
      const day = dayOf(event.recurrenceId ?? '', series.timeZone)
      const shiftDays = daysBetween(day, seriesDay(event))
      return { event, from: event.recurrenceId, until: until(at + 1), shiftDays }
    }),
  ]
}

const dayOf = (id: string, zone: string): DateString => (id.length === 10 ? id : localDateOf(Date.parse(id), zone))

const isIn = ({ from, until }: Part, id: string): boolean =>
  (from === null || id >= from) && (until === null || id < until)

type TakesPlace = (id: string, day: DateString) => boolean

/** Occurrences by the rule. The first one counts without any rule, too: RDATE adds to it. */
const byRule = (series: IcsEvent, part: Part, asked: Asked, takesPlace: TakesPlace): IcsOccurrence[] => {
  const { event, shiftDays } = part
  const back = Math.ceil(lengthDays(event.start, event.end)) + 2
  const first = addDays(localDateOf(asked.from, event.timeZone), -back - shiftDays)
  const last = addDays(localDateOf(asked.to, event.timeZone), 2 - shiftDays)
  const [base, own] = [firstOf(series), firstOf(event)]
  const days = series.rrule === null ? [seriesDay(series)] : ruleDays(series, first, last)
  return days.flatMap((day) => {
    const id = timesOn(base, day).start
    if (!isIn(part, id) || !takesPlace(id, day)) return []
    return occurrence(event, id, timesOn(own, addDays(day, shiftDays)))
  })
}

/** Occurrences by RDATE, with the length of their own or of the event. */
const byDate = (series: IcsEvent, part: Part, takesPlace: TakesPlace): IcsOccurrence[] => {
  const { event } = part
  const moved = part.from === null ? 0 : startMs(event.start) - startMs(part.from)
  return series.rdates
    .filter(({ start }) => isIn(part, start) && takesPlace(start, dayOf(start, series.timeZone)))
    .map(({ start, end }) => {
      const from = startMs(start) + moved
      const length =
        end === null || moved !== 0 ? startMs(event.end) - startMs(event.start) : startMs(end) - startMs(start)
      return occurrence(event, start, { start: textOf(from, event), end: textOf(from + length, event) })
    })
}

const startMs = (text: string): number => (text.length === 10 ? Date.parse(`${text}T00:00:00Z`) : Date.parse(text))

const textOf = (ms: number, { allDay }: IcsEvent): string => {
  const text = new Date(allDay ? Math.floor(ms / DAY_MS) * DAY_MS : ms).toISOString()
  return allDay ? text.slice(0, 10) : text
}

const occurrence = (
  event: IcsEvent,
  recurrenceId: string | null,
  { start, end }: { start: string; end: string },
): IcsOccurrence => ({ event, recurrenceId, start, end, allDay: start.length === 10 })
