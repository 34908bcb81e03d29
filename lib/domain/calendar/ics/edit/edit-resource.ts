import type { EventContent } from '../../event-content.ts'
import { blocksOf, documentText } from './document.ts'
import { cancelOccurrence, editOccurrence } from './edit-occurrence.ts'
import { editSeries } from './edit-series.ts'
import { openResource } from './resource.ts'

type Options = {
  /** Of floating times, IANA. */
  zone: string
  /** Instant, ISO. */
  at: string
}

/**
 * The text of a CalDAV resource with an event of it changed: everything else in it stays as it is, whatever it is. `occurrence`:
 * where the series has the only occurrence that is to change, null for the event or the whole series.
 * Null where there is no such event, or the text cannot be read.
 */
export const editedResource = (
  text: string | Uint8Array,
  { occurrence, content }: { occurrence: string | null; content: Partial<EventContent> },
  { zone, at }: Options,
): string | null => {
  const resource = openResource(text, zone)
  if (!resource) return null
  if (occurrence !== null)
    return editOccurrence(resource, occurrence, content, at) ? documentText(resource.document) : null
  if (!resource.series) return null
  editSeries(resource, resource.series, content, at)
  return documentText(resource.document)
}

/** The text without one occurrence of a series: `empty` where no other is left. Null as above. */
export const resourceWithout = (
  text: string | Uint8Array,
  occurrence: string,
  { zone, at }: Options,
): string | 'empty' | null => {
  const resource = openResource(text, zone)
  if (!resource || !cancelOccurrence(resource, occurrence, at)) return null
  return blocksOf(resource.document, 'VEVENT').length === 0 ? 'empty' : documentText(resource.document)
}
