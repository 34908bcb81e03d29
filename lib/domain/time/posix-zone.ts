import { HOUR_MS } from '../../platform/units.ts'

/**
 * Time zones that have no IANA name, written as in POSIX (IEEE 1003.1, TZ variable), such as
 * `<+03>-3<+04>-4,M3.5.0/2,M10.5.0/3`: standard and summer time, and the weekdays of a month on which each begins. Files of
 * other programs define such zones. The text holds all rules, so it is stored where an IANA name would be.
 */

/** The nth weekday of a month (0 = Sunday; the 5th is the last), and the wall-clock time before the change, in ms. */
export type YearlyChange = { month: number; nth: number; weekday: number; time: number }

/** Offsets from UTC in ms, east positive. */
export type YearlyZone = { standard: number; summer: number; toSummer: YearlyChange; toStandard: YearlyChange }

export const formatPosixZone = ({ standard, summer, toSummer, toStandard }: YearlyZone): string =>
  `${nameAndOffset(standard)}${nameAndOffset(summer)},${changeText(toSummer)},${changeText(toStandard)}`

/** The offset from UTC in ms at an instant in a zone written this way, or null for other names. */
export const posixOffset = (zone: string, epochMs: number): number | null => {
  if (!zone.includes(',')) return null
  const rules = known(zone)
  if (!rules) return null
  const { standard, summer, toSummer, toStandard } = rules
  const year = new Date(epochMs + standard).getUTCFullYear()
  const begins = changeWall(toSummer, year) - standard
  const ends = changeWall(toStandard, year) - summer
  const isSummer = begins < ends ? epochMs >= begins && epochMs < ends : epochMs < ends || epochMs >= begins
  return isSummer ? summer : standard
}

const MOST_KNOWN = 200
const zones = new Map<string, YearlyZone | null>()

const known = (zone: string): YearlyZone | null => {
  const found = zones.get(zone)
  if (found !== undefined) return found
  if (zones.size >= MOST_KNOWN) zones.clear()
  const read = parse(zone)
  zones.set(zone, read)
  return read
}

const NAME = '<[+-]\\d+>([+-]?[\\d:]+)'
const CHANGE = 'M(\\d+)\\.(\\d)\\.(\\d)/(-?[\\d:]+)'
const ZONE = new RegExp(`^${NAME}${NAME},${CHANGE},${CHANGE}$`)

const parse = (zone: string): YearlyZone | null => {
  const [, standard, summer, ...changes] = ZONE.exec(zone) ?? []
  if (standard === undefined || summer === undefined) return null
  const change = ([month, nth, weekday, time = '']: string[]): YearlyChange => ({
    month: Number(month),
    nth: Number(nth),
    weekday: Number(weekday),
    time: msOf(time),
  })
  // POSIX counts hours west of Greenwich.
  return {
    standard: -msOf(standard),
    summer: -msOf(summer),
    toSummer: change(changes.slice(0, 4)),
    toStandard: change(changes.slice(4)),
  }
}

/** Digits of a wall clock as if UTC, in epoch ms. */
const changeWall = ({ month, nth, weekday, time }: YearlyChange, year: number): number => {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay()
  const day = 1 + ((weekday - first + 7) % 7) + 7 * (nth - 1)
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return Date.UTC(year, month - 1, day > last ? day - 7 : day) + time
}

const msOf = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number)
  const size = hours * HOUR_MS + minutes * 60_000 + seconds * 1_000
  return text.startsWith('-') ? -size : size
}

const clock = (ms: number): string => {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  const text = minutes % 60 ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes / 60}`
  return ms < 0 ? `-${text}` : text
}

const nameAndOffset = (offset: number): string => {
  const minutes = Math.round(Math.abs(offset) / 60_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const name = `${two(Math.floor(minutes / 60))}${minutes % 60 ? two(minutes % 60) : ''}`
  return `<${offset < 0 ? '-' : '+'}${name}>${clock(-offset)}`
}

const changeText = ({ month, nth, weekday, time }: YearlyChange): string => `M${month}.${nth}.${weekday}/${clock(time)}`
