import { DAY_MS } from '../../../../platform/units.ts'
import { parseRule } from '../../../time/rrule-text.ts'
import { instantBy, instantOf, wallClock } from '../../../time/zone.ts'
import { allOf, type Component, firstOf, textOf, unescaped } from '../grammar/component.ts'
import { dateValue, offsetValue } from '../grammar/values.ts'
import { type Observance, type RuleZone, ruleZone, zoneText } from './rule-zone.ts'
import { abbreviatedZone, ianaZone, sameZone } from './zone-names.ts'

/** A zone in which a file gives times. */
export type FileZone = {
  /** The instant (epoch ms) at which a clock there shows these digits (as if UTC). */
  instantOf: (wall: number) => number
  /** A name for the zone that lib/domain/time knows; by its rules at an instant where it has no other. */
  nameAt: (epochMs: number) => string
  isFloating: boolean
}

/** Working out the rules of a zone takes about 10 ms. Nobody has events in so many zones. */
const MOST_RULE_ZONES = 50

/**
 * The zones of one calendar. A TZID means, in this order: the IANA zone that it or X-LIC-LOCATION names, the IANA zone
 * with the same clock as its VTIMEZONE, the rules of its VTIMEZONE, and else whatever zone the person is in (`floating`).
 */
export const fileZones = (calendar: Component, floating: string): ((tzid: string | null) => FileZone) => {
  const definitions = new Map<string, Component>()
  for (const one of calendar.components) {
    const tzid = textOf(one, 'TZID')
    if (one.name === 'VTIMEZONE' && tzid && !definitions.has(tzid)) definitions.set(tzid, one)
  }
  const known = new Map<string, FileZone>()
  const nowhere = { ...namedZone(floating), isFloating: true }
  let left = MOST_RULE_ZONES
  const find = (tzid: string): FileZone => {
    const name = ianaZone(tzid)
    if (name) return namedZone(name)
    const definition = definitions.get(unescaped(tzid).trim())
    const location = definition && ianaZone(textOf(definition, 'X-LIC-LOCATION') ?? '')
    if (location) return namedZone(location)
    left -= definition ? 1 : 0
    const rules = definition && left >= 0 ? ruleZone(observancesOf(definition)) : null
    if (rules) return zoneByRules(rules, floating)
    const abbreviated = abbreviatedZone(tzid)
    return abbreviated ? namedZone(abbreviated) : nowhere
  }
  return (tzid) => {
    if (tzid === null) return nowhere
    const zone = known.get(tzid) ?? find(tzid)
    known.set(tzid, zone)
    return zone
  }
}

export const namedZone = (name: string): FileZone => ({
  instantOf: instantsIn(name),
  nameAt: () => name,
  isFloating: false,
})

/** Clocks change on few days. On the others one offset holds all day, and need not be asked for again and again. */
const instantsIn = (name: string): ((wall: number) => number) => {
  const offsets = new Map<number, number | null>()
  const offsetAt = (at: number) => wallClock(at, name) - at
  const offsetOf = (day: number): number | null => {
    const known = offsets.get(day)
    if (known !== undefined) return known
    const before = offsetAt((day - 1) * DAY_MS)
    const offset = before === offsetAt((day + 2) * DAY_MS) ? before : null
    offsets.set(day, offset)
    return offset
  }
  return (wall) => {
    const offset = offsetOf(Math.floor(wall / DAY_MS))
    return offset === null ? instantOf(wall, name) : wall - offset
  }
}

const zoneByRules = (rules: RuleZone, likely: string): FileZone => {
  const same = sameZone(rules, likely)
  if (same) return namedZone(same)
  return {
    instantOf: (wall) => instantBy(wall, rules.offsetAt),
    nameAt: (epochMs) => zoneText(rules, epochMs),
    isFloating: false,
  }
}

const MOST_OBSERVANCES = 200

/** The parts of a VTIMEZONE that can be read. */
export const observancesOf = ({ components }: Component): Observance[] =>
  components.slice(0, MOST_OBSERVANCES).flatMap((one) => {
    const onset = wallOf(firstOf(one, 'DTSTART')?.value ?? '')
    const from = offsetValue(textOf(one, 'TZOFFSETFROM') ?? '')
    const to = offsetValue(textOf(one, 'TZOFFSETTO') ?? '')
    if (onset === null || to === null) return []
    const rule = parseRule(firstOf(one, 'RRULE')?.value.replace(/\s/g, '') ?? '')
    const rdates = allOf(one, 'RDATE').flatMap(({ value }) => value.split(',').slice(0, 500))
    return { onset, from: from ?? to, to, rule, rdates: rdates.map(wallOf).filter((wall) => wall !== null) }
  })

const wallOf = (text: string): number | null => {
  const value = dateValue(text, new Map())
  return value && (value.wall ?? Date.parse(`${value.day}T00:00:00Z`))
}
