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
  const zones: Zones = new Map()
  for (const item of items) lookAtZone(zones, item)
  yield headText(head)
  yield* zoneTexts(zones)
  for (const item of items) yield itemText(item)
  yield END
}

/** The same file, in UTF-8, of items that come in portions: only one of them and the text are in memory. */
export const calendarFile = async (head: IcsHead, portions: AsyncIterable<readonly IcsItem[]>): Promise<Buffer> => {
  const zones: Zones = new Map()
  const written: Buffer[] = []
  for await (const items of portions) {
    for (const item of items) lookAtZone(zones, item)
    written.push(Buffer.from(items.map(itemText).join('')))
  }
  const before = [headText(head), ...zoneTexts(zones)].join('')
  return Buffer.concat([Buffer.from(before), ...written, Buffer.from(END)])
}

const END = foldedLine('END:VCALENDAR')

const itemText = (item: IcsItem): string => ('event' in item ? eventText(item.event) : todoText(item.todo))

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
type Zones = Map<string, { firstYear: number; lastYear: number }>

function* zoneTexts(zones: Zones): Generator<string> {
  for (const [zone, years] of zones) yield timeZoneLines(zone, tzidOf(zone), years)
}

const lookAtZone = (zones: Zones, item: IcsItem): void => {
  if (!('event' in item)) return
  const { allDay, isFloating, timeZone, start, recurrenceId, rdates } = item.event
  if (allDay || isFloating || timeZone === 'UTC') return
  const years = [start, recurrenceId ?? start, ...rdates.map((one) => one.start)].map((text) =>
    Number(text.slice(0, 4)),
  )
  const known = zones.get(timeZone)
  const firstYear = Math.min(...years.map((year) => year - 1), known?.firstYear ?? 9_999)
  const lastYear = Math.max(...years.map((year) => year + LOOKED_AHEAD), known?.lastYear ?? 0)
  zones.set(timeZone, { firstYear, lastYear })
}
