import { describe, expect, it } from 'vitest'
import { blocksOf, documentText, linesOf, readDocument } from '../../../../lib/domain/calendar/ics/edit/document.ts'
import { editedResource } from '../../../../lib/domain/calendar/ics/edit/edit-resource.ts'
import { textLines } from '../../../../lib/domain/calendar/ics/grammar/text-lines.ts'
import { eventsOfIcs } from '../../../../lib/domain/calendar/sync/from-ics.ts'
import { read, sample, ZONE } from './support.ts'

const SAMPLES = ['google', 'outlook', 'exchange', 'apple', 'fastmail', 'nextcloud', 'thunderbird', 'airbnb', 'tripit']
const at = '2026-11-01T08:00:00.000Z'
const VERSION = /^(DTSTAMP|LAST-MODIFIED|SEQUENCE)[:;]/

/** A file for each of its events, with the zones of all, as CalDAV servers keep them. */
const resourcesOf = (name: string): string[] => {
  const document = readDocument(textLines(sample(name)))
  if (!document) throw new Error(`${name} cannot be read`)
  const groups = Map.groupBy(blocksOf(document, 'VEVENT'), (event) => linesOf(event, 'UID').join())
  const rest = document.parts.filter((part) => typeof part === 'string' || part.name !== 'VEVENT')
  return [...groups]
    .filter(([uid]) => uid !== '')
    .map(([, events]) => documentText({ ...document, parts: [...rest, ...events] }))
}

const lines = (text: string): string[] => textLines(text).filter((line) => !VERSION.test(line))
const without = (all: string[], others: string[]): string[] => all.filter((line) => !others.includes(line))
const kept = (text: string) => eventsOfIcs(read(text).events)

describe.each(SAMPLES)('an event of %s that is edited', (name) => {
  const resources = resourcesOf(name)

  it('differs in the lines of what was changed, and in no other', () => {
    expect(resources.length).toBeGreaterThan(0)
    for (const text of resources) {
      const after = editedResource(text, { occurrence: null, content: { location: 'Elsewhere' } }, { zone: ZONE, at })
      if (after === null) continue
      expect(without(lines(after), lines(text)).filter((line) => line !== 'LOCATION:Elsewhere')).toEqual([])
      const gone = without(lines(text), lines(after))
      expect(gone.filter((line) => !/^(LOCATION|X-APPLE-STRUCTURED-LOCATION)[:;]/.test(line))).toEqual([])
    }
  })

  it('keeps its times, zone and rule when it is put where it is', () => {
    for (const text of resources) {
      const [event] = kept(text)
      if (!event || event.recurrenceId !== null) continue
      const content = { start: event.start, end: event.end, timeZone: event.timeZone, cancelled: event.cancelled }
      const after = editedResource(text, { occurrence: null, content }, { zone: ZONE, at })
      expect(kept(String(after))).toEqual(kept(text))
    }
  })

  it('moves by an hour with all of its occurrences', () => {
    for (const text of resources) {
      const [event] = kept(text)
      if (!event || event.recurrenceId !== null || event.allDay) continue
      const later = (time: string) => new Date(Date.parse(time) + 3_600_000).toISOString()
      const content = { start: later(event.start), end: later(event.end) }
      const after = kept(String(editedResource(text, { occurrence: null, content }, { zone: ZONE, at })))
      expect(after[0]).toMatchObject({
        ...content,
        timeZone: event.timeZone,
        rrule: event.rrule,
        cancelled: event.cancelled,
      })
    }
  })
})
