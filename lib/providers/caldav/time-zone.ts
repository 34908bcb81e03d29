import { firstOf, readComponents } from '../../domain/calendar/ics/grammar/component.ts'
import { textLines } from '../../domain/calendar/ics/grammar/text-lines.ts'
import { fileZones } from '../../domain/calendar/ics/zones/file-zones.ts'
import { isTimeZone } from '../../domain/time/zone.ts'

/** The IANA zone of a text with a VTIMEZONE in it; null where it has none, or one that IANA does not. */
export const zoneOfText = (text: string): string | null => {
  const [calendar] = readComponents(textLines(text)).roots
  const definition = calendar?.components.find(({ name }) => name === 'VTIMEZONE')
  const tzid = definition && firstOf(definition, 'TZID')?.value
  if (!calendar || !tzid) return null
  const zone = fileZones(calendar, 'UTC')(tzid)
  const name = zone.nameAt(Date.UTC(2026, 0, 1))
  return !zone.isFloating && isTimeZone(name) ? name : null
}
