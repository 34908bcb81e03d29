/** Clocks of time zones, by Windows or IANA names, from the runtime's zone data. */

/** Some of the names that Exchange uses; the others are taken for IANA names. */
const WINDOWS: Record<string, string> = {
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'Central European Standard Time': 'Europe/Warsaw',
  'Eastern Standard Time': 'America/New_York',
  'GMT Standard Time': 'Europe/London',
  'India Standard Time': 'Asia/Kolkata',
  'New Zealand Standard Time': 'Pacific/Auckland',
  'Pacific Standard Time': 'America/Los_Angeles',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'W. Europe Standard Time': 'Europe/Berlin',
  'tzone://Microsoft/Custom': 'UTC',
}

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known) return known
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  const made = new Intl.DateTimeFormat('en-US', { timeZone: WINDOWS[zone] ?? zone, hourCycle: 'h23', ...parts })
  formats.set(zone, made)
  return made
}

export const isZone = (zone: string): boolean => {
  try {
    return formatOf(zone) !== undefined
  } catch {
    return false
  }
}

const offsets = new Map<string, number>()

/** Whole hours are remembered: clocks change on the hour. */
const offsetAt = (ms: number, zone: string): number => {
  if (zone === 'UTC') return 0
  const hour = Math.floor(ms / 3_600_000)
  const key = `${zone} ${hour}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const part: Record<string, number> = {}
  const at = hour * 3_600_000
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0 } = part
  const offset = Date.UTC(year, month - 1, day, hours, minute) - at
  offsets.set(key, offset)
  return offset
}

/** The digits of a clock (`2026-01-31T09:00:00`) as epoch ms, as if they were UTC. */
export const digitsOf = (wall: string): number => Date.parse(`${wall.slice(0, 19)}Z`)

export const wallOf = (digits: number): string => new Date(digits).toISOString().slice(0, 19)

/** The instant (epoch ms) at which a clock of the zone shows the digits. */
export const instantOf = (wall: string, zone: string): number => {
  const digits = digitsOf(wall)
  const first = digits - offsetAt(digits - 86_400_000, zone)
  const offset = offsetAt(first, zone)
  return digits - offset
}

/** What a clock of the zone shows at an instant (epoch ms). */
export const wallAt = (ms: number, zone: string): string => wallOf(ms + offsetAt(ms, zone))
