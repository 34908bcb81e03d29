import type { Time } from './wire-types.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known) return known
  const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...digits, second: '2-digit' })
  formats.set(zone, made)
  return made
}

export const isZone = (zone: string): boolean => {
  try {
    return Boolean(formatOf(zone))
  } catch {
    return false
  }
}

const offsets = new Map<string, Map<number, number>>()
const HOUR = 3_600_000

/** What the clock of a zone is ahead of UTC, ms. Zones change their clocks at whole quarters of an hour. */
export const offsetAt = (ms: number, zone: string): number => {
  if (zone === 'UTC') return 0
  const quarter = Math.floor(ms / (HOUR / 4)) * (HOUR / 4)
  const ofZone = offsets.get(zone) ?? new Map<number, number>()
  offsets.set(zone, ofZone)
  const known = ofZone.get(quarter)
  if (known !== undefined) return known
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(quarter)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter
  ofZone.set(quarter, offset)
  return offset
}

/** The digits that a zone's clock shows, as if they were UTC. */
export const wallAt = (ms: number, zone: string): number => ms + offsetAt(ms, zone)

/** The instant at which a zone's clock shows these digits. */
export const instantAt = (wall: number, zone: string): number => wall - offsetAt(wall - offsetAt(wall, zone), zone)

/** An instant as Google writes it: on the clock of a zone, with its offset. */
export const timeOf = (ms: number, zone: string): Time & { dateTime: string } => {
  const offset = offsetAt(ms, zone)
  const sign = offset < 0 ? '-' : '+'
  const ahead = new Date(Math.abs(offset)).toISOString().slice(11, 16)
  const digits = new Date(ms + offset).toISOString().slice(0, 19)
  return { dateTime: offset === 0 && zone === 'UTC' ? `${digits}Z` : `${digits}${sign}${ahead}`, timeZone: zone }
}

/** Epoch ms; of a day its midnight in UTC. */
export const msOf = ({ date, dateTime }: Time): number => Date.parse(date ?? dateTime ?? '')
