import { localDateOf } from '../../../time/zone.ts'
import { endKeeping } from '../../calendar-event.ts'
import type { EventContent } from '../../event-content.ts'
import { firstOf, ruleDays, type Timed, timesOn } from '../../occurrences.ts'
import type { IcsEvent } from '../ics-event.ts'
import { ruleText } from '../write/components.ts'
import { type Clock, clockIn, clockOf, defineZone, timeLine } from './clock.ts'
import { type Block, replaceLines } from './document.ts'
import type { Entry, Resource } from './resource.ts'
import { changeTexts, inherited, stamp, textChangesIn } from './texts.ts'

/** Times that a VEVENT gets, and how they are written. */
type NewTimes = Timed & { clock: Clock }

/**
 * Changes a single event or a whole series. Its changed and cancelled occurrences stay with the day that they have in the series;
 * they take over what they did not have of their own. `at`: instant, ISO.
 */
export const editSeries = (resource: Resource, series: Entry, content: Partial<EventContent>, at: string): void => {
  const before = series.read.event
  const after = newTimes(series, content)
  const isMoved = after.start !== before.start || after.end !== before.end || after.timeZone !== before.timeZone
  const hasNewRule = content.rrule !== undefined && content.rrule !== before.rrule
  const texts = textChangesIn(content)
  changeTexts(series.block, texts)
  for (const one of resource.changed) changeTexts(one.block, inherited(texts, series, one))
  if (isMoved) setTimes(resource.document, series.block, after)
  if (hasNewRule || (before.rrule && before.allDay !== after.allDay)) setRule(series.block, before, after)
  if (isMoved || hasNewRule) moveChanged(resource, series, after, at)
  if (isMoved || hasNewRule || content.cancelled) setExcluded(series, after, content.cancelled)
  stamp(series, at, isMoved || hasNewRule || content.cancelled !== undefined)
}

const newTimes = (entry: Entry, content: Partial<EventContent>): NewTimes => {
  const { start, end, timeZone, rrule } = entry.read.event
  const from = content.start ?? start
  const to = content.end ?? (content.start ? endKeeping({ start, end }, content.start) : end)
  const zone = content.timeZone ?? timeZone
  const allDay = from.length === 10
  const wasDay = start.length === 10
  const clock: Clock = allDay ? { form: 'day' } : wasDay || zone !== timeZone ? clockIn(zone) : clockOf(entry)
  return {
    start: from,
    end: to,
    allDay,
    timeZone: zone,
    rrule: content.rrule === undefined ? rrule : content.rrule,
    clock,
  }
}

/** DTEND takes the place of a DURATION. */
const setTimes = (document: Block, block: Block, { start, end, clock }: NewTimes): void => {
  defineZone(document, clock, start)
  replaceLines(block, 'DTSTART', [timeLine('DTSTART', [start], clock)])
  replaceLines(block, 'DURATION', [])
  replaceLines(block, 'DTEND', [timeLine('DTEND', [end], clock)])
  for (const name of ['X-MICROSOFT-CDO-ALLDAYEVENT', 'X-FUNAMBOL-ALLDAY']) replaceLines(block, name, [])
}

/** Without a rule there is nothing to except from it. */
const setRule = (block: Block, before: IcsEvent, after: NewTimes): void => {
  const isFloating = after.clock.form === 'floating'
  replaceLines(block, 'RRULE', after.rrule === null ? [] : [`RRULE:${ruleText({ ...after, isFloating })}`])
  replaceLines(block, 'EXRULE', [])
  if (after.rrule === null && before.rrule !== null) replaceLines(block, 'RDATE', [])
}

const dayIn = (place: string, { timeZone }: Pick<IcsEvent, 'timeZone'>): string =>
  place.length === 10 ? place : localDateOf(Date.parse(place), timeZone)

/** Changed occurrences follow their series, by their days. Those whose day it no longer has go. */
const moveChanged = (resource: Resource, series: Entry, after: NewTimes, at: string): void => {
  const before = series.read.event
  const first = firstOf(after)
  for (const entry of resource.changed) {
    const { block, place, read } = entry
    const day = dayIn(place ?? '', before)
    const wasOfRule = ruleDays(before, day, day).includes(day)
    const isOfRule = ruleDays(after, day, day).includes(day)
    if (wasOfRule && !isOfRule) resource.document.parts = resource.document.parts.filter((part) => part !== block)
    if (!isOfRule) continue
    const times = timesOn(first, day)
    const range = read.event.isFollowing ? ';RANGE=THISANDFUTURE' : ''
    replaceLines(block, 'RECURRENCE-ID', [timeLine(`RECURRENCE-ID${range}`, [times.start], after.clock)])
    if (read.event.start === place)
      setTimes(resource.document, block, { ...after, ...ownTimes(read.event, times, before) })
    stamp(entry, at, true)
  }
}

/** An occurrence that was where its series had it moves along; its length stays its own where it had one. */
const ownTimes = (own: IcsEvent, times: { start: string; end: string }, series: IcsEvent) => {
  const hasOwnLength = endKeeping(series, own.start) !== own.end
  return hasOwnLength ? { start: times.start, end: endKeeping(own, times.start) } : times
}

/** EXDATE. What it excludes of RDATE stays. */
const setExcluded = ({ block, read: { event } }: Entry, after: NewTimes, cancelled: string[] | undefined): void => {
  const isOfRule = (place: string, of: Timed) => {
    const day = dayIn(place, event)
    return ruleDays(of, day, day).includes(day)
  }
  const others = event.exdates.filter((place) => !isOfRule(place, event))
  const days = cancelled ?? event.exdates.filter((place) => isOfRule(place, event)).map((place) => dayIn(place, event))
  const first = firstOf(after)
  const places = [...new Set(days)].filter((day) => isOfRule(day, after)).map((day) => timesOn(first, day).start)
  const all =
    after.rrule === null && event.rdates.length === 0
      ? []
      : [...places, ...others.filter((one) => one.length === after.start.length)]
  replaceLines(block, 'EXDATE', excluded(all, after.clock))
}

/** A line for each: some servers read the first value of a line only. */
export const excluded = (places: string[], clock: Clock): string[] =>
  places.sort().map((place) => timeLine('EXDATE', [place], clock))

/** Changes the times and texts of one VEVENT, as they are without regard to others. */
export const editSingle = (document: Block, entry: Entry, content: Partial<EventContent>, at: string): void => {
  const { start, end, timeZone } = entry.read.event
  const after = newTimes(entry, { ...content, rrule: undefined })
  const isMoved = after.start !== start || after.end !== end || after.timeZone !== timeZone
  changeTexts(entry.block, textChangesIn(content))
  if (isMoved) setTimes(document, entry.block, after)
  stamp(entry, at, isMoved)
}
