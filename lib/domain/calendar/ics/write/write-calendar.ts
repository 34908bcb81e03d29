import type { IcsEvent } from '../ics-event.ts'
import type { IcsTodo } from '../ics-todo.ts'
import { eventText, todoText, tzidOf } from './components.ts'
import { escapedText, foldedLine } from './line.ts'
import { timeZoneLines } from './timezone.ts'

export type IcsItem = { event: IcsEvent } | { todo: IcsTodo }

export type IcsHead = {
  name: string
  description?: string
  /** How often readers should ask again. */
  refreshMinutes?: number
}

/** So many years after the last start a zone is looked at for rules that last. */
const LOOKED_AHEAD = 30

/**
 * An iCalendar file (RFC 5545) in pieces, one for each component, in the order given. The same items give the same text,
 * whenever it is written: it can be compared by its hash. Every zone in use has a VTIMEZONE before the first event.
 */
export function* writeCalendar(head: IcsHead, items: readonly IcsItem[]): Generator<string> {
  yield headText(head)
  for (const [zone, years] of zonesOf(items)) yield timeZoneLines(zone, tzidOf(zone), years)
  for (const item of items) yield 'event' in item ? eventText(item.event) : todoText(item.todo)
  yield foldedLine('END:VCALENDAR')
}

const headText = ({ name, description, refreshMinutes }: IcsHead): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//LifeOS//Calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escapedText(name)}`,
    `X-WR-CALNAME:${escapedText(name)}`,
    ...(description ? [`X-WR-CALDESC:${escapedText(description)}`] : []),
    ...(refreshMinutes
      ? [`REFRESH-INTERVAL;VALUE=DURATION:PT${refreshMinutes}M`, `X-PUBLISHED-TTL:PT${refreshMinutes}M`]
      : []),
  ]
    .map(foldedLine)
    .join('')

/** Zones with the years of the first and the last date in them. */
const zonesOf = (items: readonly IcsItem[]): Map<string, { firstYear: number; lastYear: number }> => {
  const zones = new Map<string, { firstYear: number; lastYear: number }>()
  for (const item of items) {
    if (!('event' in item)) continue
    const { allDay, isFloating, timeZone, start, recurrenceId, rdates } = item.event
    if (allDay || isFloating || timeZone === 'UTC') continue
    const years = [start, recurrenceId ?? start, ...rdates.map((one) => one.start)].map((text) =>
      Number(text.slice(0, 4)),
    )
    const known = zones.get(timeZone)
    const firstYear = Math.min(...years.map((year) => year - 1), known?.firstYear ?? 9_999)
    const lastYear = Math.max(...years.map((year) => year + LOOKED_AHEAD), known?.lastYear ?? 0)
    zones.set(timeZone, { firstYear, lastYear })
  }
  return zones
}
