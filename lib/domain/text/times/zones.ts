import type { DateString } from '../../time/dates.ts'
import { instantOf, wallClock } from '../../time/zone.ts'
import { digits } from '../tokens/numbers.ts'
import { longest, map, opt, phrase, type Reader, seq, token, word, written } from '../tokens/reader.ts'

/** A time zone that a text names: a place, whose summer time counts, or a fixed offset from UTC in minutes. */
export type Zone = string | number

/** "ET" follows New York's clocks; "EST" and "EDT" are offsets, whatever the season (RFC 2822, section 4.3). */
const PLACES: Record<string, string> = {
  et: 'America/New_York',
  eastern: 'America/New_York',
  ct: 'America/Chicago',
  central: 'America/Chicago',
  mt: 'America/Denver',
  mountain: 'America/Denver',
  pt: 'America/Los_Angeles',
  pacific: 'America/Los_Angeles',
}

/** Hours from UTC of the abbreviations in use; of ambiguous ones ("CST", "IST", "BST") the most usual. */
const OFFSETS: Record<string, number> = {
  utc: 0,
  zulu: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  bst: 1,
  west: 1,
  cet: 1,
  wat: 1,
  cest: 2,
  eet: 2,
  cat: 2,
  sast: 2,
  eest: 3,
  msk: 3,
  eat: 3,
  trt: 3,
  gst: 4,
  pkt: 5,
  ist: 5.5,
  ict: 7,
  wib: 7,
  sgt: 8,
  hkt: 8,
  awst: 8,
  jst: 9,
  kst: 9,
  acst: 9.5,
  aest: 10,
  acdt: 10.5,
  aedt: 11,
  nzst: 12,
  nzdt: 13,
  hst: -10,
  akst: -9,
  akdt: -8,
  pst: -8,
  pdt: -7,
  mst: -7,
  mdt: -6,
  cst: -6,
  cdt: -5,
  est: -5,
  edt: -4,
  ast: -4,
  adt: -3,
  brt: -3,
  nst: -3.5,
  ndt: -2.5,
}

/** Words of every day, which name a zone only in capitals. */
const WORDS = /^(?:et|ct|mt|pt|wet|west|cat|eat|ist|est|z)$/u

const abbreviation: Reader<Zone> = (source, at) => {
  const one = source.tokens[at]
  if (one?.kind !== 'word') return null
  const offset = OFFSETS[one.text]
  const zone =
    one.text.length < 3 && one.text !== 'z' ? PLACES[one.text] : offset === undefined ? undefined : offset * 60
  if (zone === undefined) return null
  const isZone =
    !WORDS.test(one.text) || written(source, at) === one.text.toUpperCase() || (one.text === 'z' && one.glued)
  return isZone || isLowerEst(one.text, source.tokens[at + 1]?.kind) ? { value: zone, next: at + 1 } : null
}

/** "4pm est" is a zone, "4pm est 30m" an estimate. */
const isLowerEst = (text: string, after: string | undefined): boolean => text === 'est' && after !== 'number'

const region: Reader<Zone> = map(
  seq(
    opt(seq(word('us'), opt(word('/')))),
    word('eastern central mountain pacific'),
    opt(word('standard daylight')),
    opt(word('time')),
  ),
  ([, name]) => PLACES[name] ?? null,
)

const LONG: Record<string, Zone> = {
  'central european time': 'Europe/Berlin',
  'central european summer time': 120,
  'eastern european time': 'Europe/Athens',
  'western european time': 'Europe/Lisbon',
  'greenwich mean time': 0,
  'british summer time': 60,
  'universal time': 0,
  'coordinated universal time': 0,
  'india standard time': 330,
  'japan standard time': 540,
  'alaska time': 'America/Anchorage',
  'hawaii time': 'Pacific/Honolulu',
}
const spelledOut: Reader<Zone> = longest(...Object.entries(LONG).map(([name, found]) => map(phrase(name), () => found)))

const sign = map(word('+ - −'), (mark) => (mark === '+' ? 1 : -1))
const hourOffset = longest(
  map(digits(2), (hours) => 60 * hours),
  token(({ clock }) => clock && !clock.french && 60 * clock.hour + clock.minute),
  token(
    (one) => one.digits === 4 && one.number !== undefined && 60 * Math.floor(one.number / 100) + (one.number % 100),
  ),
)
const MOST = 14 * 60

const named: Reader<Zone> = map(seq(word('utc gmt'), sign, hourOffset), ([, way, minutes]) =>
  minutes <= MOST ? way * minutes : null,
)

/**
 * "+02:00" right behind a clock, "10:30 PM -0500" also behind a space; "-05:00" only behind one with seconds or a glued date,
 * where it is no range of times.
 */
const numeric: Reader<Zone> = (source, at) => {
  const [before, mark, hours] = [source.tokens[at - 1], source.tokens[at], source.tokens[at + 1]]
  if (!before || !mark || !hours?.glued || (!hours.clock && hours.digits !== 4)) return null
  const behindClock = before.clock !== undefined || /^[ap]m$/u.test(before.text)
  const isApart = !mark.glued && hours.digits === 4
  if (!behindClock || (!mark.glued && mark.text !== '+' && !isApart)) return null
  const isIso = before.text.split(':').length > 2 || before.ofDate === true
  if (mark.text !== '+' && !isIso && !isApart) return null
  return map(seq(sign, hourOffset), ([way, minutes]) => (minutes <= MOST ? way * minutes : null))(source, at)
}

/** "America/New_York". */
const iana: Reader<Zone> = (source, at) => {
  if (source.tokens[at + 1]?.text !== '/') return null
  for (const length of [5, 3]) {
    const parts = Array.from({ length }, (_, i) => written(source, at + i))
    const name = parts.join('')
    if (parts.every(Boolean) && Intl.supportedValuesOf('timeZone').includes(name))
      return { value: name, next: at + length }
  }
  return null
}

/** "Central European Summer Time". */
const STANDARD_TIME: Reader<unknown> = ({ tokens }, at) => {
  const end = tokens.findIndex(({ text }, i) => i > at && i < at + 5 && text === 'time')
  const isName = end > at && tokens.slice(at, end).every(({ kind }) => kind === 'word')
  return isName ? { value: true, next: end + 1 } : null
}

let cities: Map<string, string> | undefined
/** "new york" for America/New_York. */
const cityZone = (name: string): string | undefined => {
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone').map((zone) => [
      (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ').toLowerCase(),
      zone,
    ]),
  )
  return cities.get(name)
}

/** "London time", "New York time". */
const city: Reader<Zone> = ({ tokens }, at) => {
  for (const length of [1, 2, 3]) {
    if (tokens[at + length]?.text !== 'time') continue
    const name = tokens.slice(at, at + length).map(({ text }) => text)
    const zone = cityZone(name.join(' '))
    if (zone) return { value: zone, next: at + length + 1 }
  }
  return null
}

const bare: Reader<Zone> = longest(abbreviation, region, spelledOut, named, numeric, iana, city)

/** "GMT+0200 (CEST)": a name for the same offset. */
const REMARK: Reader<unknown> = (source, at) =>
  seq(word('('), longest<unknown>(abbreviation, region, spelledOut, city, STANDARD_TIME), word(')'))(source, at)

/** A zone, in brackets or not. "UTC+2" and "+02:00" are read only behind a clock, where they are no sum. */
export const zone: Reader<Zone> = longest(
  map(seq(bare, opt(word('time'))), ([found]) => found),
  map(seq(longest(named, numeric), REMARK), ([found]) => found),
  map(seq(word(','), abbreviation), ([, found]) => found),
  map(seq(word('('), bare, word(')')), ([, found]) => found),
  map(seq(word('in'), iana), ([, found]) => found),
)

/** The instant of a wall clock there; `wallMs` as if UTC. */
export const instantIn = (wallMs: number, where: Zone): number =>
  typeof where === 'number' ? wallMs - where * 60_000 : instantOf(wallMs, where)

/** Where a clock shows another offset for half of the year than the abbreviation says. */
const SEASONAL: Record<string, string> = {
  ...Object.fromEntries(['est', 'edt'].map((name) => [name, 'America/New_York'])),
  ...Object.fromEntries(['cst', 'cdt'].map((name) => [name, 'America/Chicago'])),
  ...Object.fromEntries(['mst', 'mdt'].map((name) => [name, 'America/Denver'])),
  ...Object.fromEntries(['pst', 'pdt'].map((name) => [name, 'America/Los_Angeles'])),
  ...Object.fromEntries(['cet', 'cest'].map((name) => [name, 'Europe/Berlin'])),
  ...Object.fromEntries(['eet', 'eest'].map((name) => [name, 'Europe/Athens'])),
  ...Object.fromEntries(['aest', 'aedt'].map((name) => [name, 'Australia/Sydney'])),
}

/** "3pm EST" in July: as written, or as clocks in New York show then. */
export const isOfOtherSeason = (words: string, day: DateString): boolean =>
  (words.toLowerCase().match(/[a-z]+/gu) ?? []).some((name) => {
    const place = SEASONAL[name]
    const offset = OFFSETS[name]
    if (place === undefined || offset === undefined) return false
    const noon = Date.parse(`${day}T12:00:00Z`)
    return wallClock(noon, place) - noon !== offset * 3_600_000
  })
