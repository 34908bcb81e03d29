import type { OccurrenceChange } from '../../calendar.fields.ts'
import type { IcsEvent } from '../ics-event.ts'
import { escapedText } from '../write/line.ts'
import { type Block, linesOf, replaceLines } from './document.ts'
import type { Entry } from './resource.ts'

/** The fields of an event that are not its times, as far as they are to change. */
export type TextChanges = Pick<OccurrenceChange, 'title' | 'notes' | 'location' | 'conferenceUrl' | 'busy'> & {
  status?: IcsEvent['status']
}

const NAMES = ['title', 'notes', 'location', 'conferenceUrl', 'busy', 'status'] as const

/** Changes fields of one VEVENT. What only repeats the old text in another form goes with it. */
export const changeTexts = (block: Block, changes: TextChanges): void => {
  for (const name of NAMES) if (changes[name] !== undefined) CHANGE[name](block, changes[name] as never)
}

const text = (block: Block, name: string, value: string | null): void =>
  replaceLines(block, name, value ? [`${name}:${escapedText(value)}`] : [])

const without = (block: Block, ...names: string[]): void => {
  for (const name of names) replaceLines(block, name, [])
}

const CHANGE = {
  title: (block: Block, value: string) => text(block, 'SUMMARY', value),
  notes: (block: Block, value: string | null) => {
    text(block, 'DESCRIPTION', value)
    without(block, 'X-ALT-DESC')
  },
  location: (block: Block, value: string | null) => {
    text(block, 'LOCATION', value)
    without(block, 'X-APPLE-STRUCTURED-LOCATION')
  },
  conferenceUrl: (block: Block, value: string | null) => {
    replaceLines(block, 'CONFERENCE', value ? [`CONFERENCE;VALUE=URI:${new URL(value).href}`] : [])
    without(block, 'X-GOOGLE-CONFERENCE', 'X-MICROSOFT-SKYPETEAMSMEETINGURL', 'X-MICROSOFT-ONLINEMEETINGCONFLINK')
  },
  busy: (block: Block, value: boolean) => {
    replaceLines(block, 'TRANSP', [`TRANSP:${value ? 'OPAQUE' : 'TRANSPARENT'}`])
    const own = 'X-MICROSOFT-CDO-BUSYSTATUS'
    if (linesOf(block, own).length > 0) replaceLines(block, own, [`${own}:${value ? 'BUSY' : 'FREE'}`])
  },
  status: (block: Block, value: IcsEvent['status']) => replaceLines(block, 'STATUS', [`STATUS:${value.toUpperCase()}`]),
}

/** What a changed occurrence takes over of a change to its series: the fields in which it did not differ before. */
export const inherited = (changes: TextChanges, series: Entry, occurrence: Entry): TextChanges => {
  const [a, b] = [fieldsOf(series), fieldsOf(occurrence)]
  return Object.fromEntries(Object.entries(changes).filter(([name]) => a[name] === b[name]))
}

const fieldsOf = ({ read: { event } }: Entry): Record<string, unknown> => ({
  title: event.summary,
  notes: event.description,
  location: event.location,
  conferenceUrl: event.conferenceUrl,
  busy: event.transparency,
  status: event.status,
})

export const textChangesIn = (content: TextChanges): TextChanges =>
  Object.fromEntries(NAMES.flatMap((name) => (content[name] === undefined ? [] : [[name, content[name]]])))

/** Marks a VEVENT as a new version (RFC 5545 sections 3.8.7.2 to 3.8.7.4). `at`: instant, ISO. `isOther`: of time or rule. */
export const stamp = ({ block, read: { event } }: Entry, at: string, isOther: boolean): void => {
  const digits = `${at.slice(0, 19).replace(/[-:]/g, '')}Z`
  replaceLines(block, 'DTSTAMP', [`DTSTAMP:${digits}`])
  replaceLines(block, 'LAST-MODIFIED', [`LAST-MODIFIED:${digits}`])
  if (isOther) replaceLines(block, 'SEQUENCE', [`SEQUENCE:${event.sequence + 1}`])
}
