import { readComponents } from '../grammar/component.ts'
import { textLines } from '../grammar/text-lines.ts'
import { type EventRead, readEvent } from '../read/event-of-component.ts'
import type { ZoneOf } from '../read/event-times.ts'
import { zoneNamedBy } from '../read/read-calendar.ts'
import { ruleReader } from '../read/rule.ts'
import { placeOf } from '../read/versions.ts'
import { fileZones } from '../zones/file-zones.ts'
import { type Block, blocksOf, readDocument } from './document.ts'

/** A VEVENT, and what it says. */
export type Entry = {
  block: Block
  read: EventRead
  /** Of a changed occurrence: where the series has it. */
  place: string | null
}

/** The events of one UID, as a CalDAV resource has them. */
export type Resource = { document: Block; series: Entry | null; changed: Entry[]; zoneOf: ZoneOf }

/** Reads a resource so that it can be edited; null for what cannot. `zone`: of floating times. */
export const openResource = (text: string | Uint8Array, zone: string): Resource | null => {
  const lines = textLines(text)
  const document = readDocument(lines)
  const calendar = readComponents(lines).roots.find(({ name }) => name === 'VCALENDAR')
  if (!document || !calendar) return null
  const zoneOf = fileZones(calendar, zoneNamedBy(calendar) ?? zone)
  const components = new Map(calendar.components.map((one) => [one.line, one]))
  const reader = { zoneOf, readRule: ruleReader(), isCancel: false }
  const entries = blocksOf(document, 'VEVENT').flatMap((block) => {
    const component = components.get(block.line)
    const read = component && readEvent(component, reader)
    return read && typeof read !== 'string' ? [{ block, read }] : []
  })
  const series = entries.find(({ read }) => read.recurrence === null)
  const changed = entries.filter(({ read }) => read.recurrence !== null)
  return {
    ...{ document, zoneOf },
    series: series ? { ...series, place: null } : null,
    changed: changed.map((one) => ({ ...one, place: placeOf(one.read, series?.read, zoneOf) })),
  }
}
