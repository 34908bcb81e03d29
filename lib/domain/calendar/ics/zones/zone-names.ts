import { DAY_MS } from '../../../../platform/units.ts'
import { isTimeZone, wallClock } from '../../../time/zone.ts'
import { offsetText, type RuleZone } from './rule-zone.ts'
import { WINDOWS_ZONES } from './windows-zones.ts'

const UTC_NAMES = new Set(['utc', 'gmt', 'z', 'zulu', 'etc/utc', 'tzone://microsoft/utc', 'coordinated universal time'])

/**
 * The IANA zone that a TZID names: by itself, after a prefix that makes it unique in the world (`/mozilla.org/…/`), by the
 * name Windows has for it, or by the offset it consists of. Null where it names none.
 */
export const ianaZone = (tzid: string): string | null => {
  const text = tzid.trim().replace(/^"|"$/g, '')
  if (text === '' || text.length > 100) return null
  if (UTC_NAMES.has(text.toLowerCase())) return 'UTC'
  if (isName(text)) return text
  // Exchange numbers zones of one name: "W. Europe Standard Time 1".
  const windows = windowsZone(text) ?? windowsZone(text.replace(/ \d+$/, ''))
  if (windows) return windows
  const parts = text.split('/')
  const name = [3, 2, 1].map((count) => parts.slice(-count).join('/')).find((one) => parts.length > 1 && isName(one))
  return name ?? offsetZone(text)
}

// Abbreviations such as "EST" are names of IANA too, with the rules of one place: a VTIMEZONE knows better.
const isName = (text: string): boolean => (text.includes('/') || text === 'UTC') && isTimeZone(text)

const windows = new Map(Object.entries(WINDOWS_ZONES).map(([name, zone]) => [name.toLowerCase(), zone]))

const windowsZone = (name: string): string | null => windows.get(name.toLowerCase()) ?? null

/** "UTC+3", "GMT-05:00" or "+0530"; not "(UTC+01:00) Amsterdam, Berlin", which has summer time. */
const offsetZone = (text: string): string | null => {
  const [, sign, hours = '', minutes = '0'] = /^(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?$/i.exec(text) ?? []
  if (!sign || Number(hours) > 14 || Number(minutes) > 59) return null
  return offsetText((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000)
}

/** Abbreviations that are names of IANA, for TZIDs that no VTIMEZONE explains. */
export const abbreviatedZone = (tzid: string): string | null => (isTimeZone(tzid) ? tzid : null)

/** The years in which zones of the same rules are alike: past ones differ, and are not in most files. */
const COMPARED = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2030, 0, 1) }
const HALF_MONTH = 15 * DAY_MS

/** Of zones with the same clock, those with the most people. */
const PREFERRED = ['Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Chicago', 'America/Los_Angeles']

/**
 * An IANA zone with the same clock as a zone that a file defines, now and in years to come, or null where none has;
 * `likely` is tried first. A fixed offset is none: it is a zone by itself.
 */
export const sameZone = (zone: RuleZone, likely: string): string | null => {
  const probes = [...instantsOf(zone)]
  const isSame = (name: string) => probes.every((at) => wallClock(at, name) - at === zone.offsetAt(at))
  const hasChanges = probes.some((at) => zone.offsetAt(at) !== zone.offsetAt(COMPARED.from))
  return hasChanges
    ? ([...new Set([likely, ...PREFERRED, ...Object.values(WINDOWS_ZONES)])].find(isSame) ?? null)
    : null
}

function* instantsOf({ changes }: RuleZone): Generator<number> {
  for (let at = COMPARED.from; at < COMPARED.to; at += HALF_MONTH) yield at
  for (const { at } of changes) if (at > COMPARED.from && at < COMPARED.to) yield* [at - 1_000, at]
}
