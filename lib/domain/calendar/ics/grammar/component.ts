import { lineName, type Property, readProperty } from './content-line.ts'

/** A component with its properties, by name, and with those within it. Only properties that something reads are kept. */
export type Component = {
  name: string
  line: number
  properties: Map<string, Property[]>
  components: Component[]
  /** False where the file ends, or its parent does, before it. */
  isClosed: boolean
}

/** The components of a file, and the lines that are none. */
export type Parsed = { roots: Component[]; broken: number[] }

/** Deeper ones are not looked at: an alarm in an event in a calendar is the third. */
const DEEPEST = 6

const WANTED = new Set(
  (
    'UID RECURRENCE-ID SEQUENCE SUMMARY DESCRIPTION LOCATION DTSTART DTEND DURATION RRULE EXRULE EXDATE RDATE STATUS TRANSP ' +
    'CLASS ORGANIZER ATTENDEE URL CATEGORIES LAST-MODIFIED DTSTAMP ACTION TRIGGER RELATED CONFERENCE METHOD NAME TZID ' +
    'TZOFFSETFROM TZOFFSETTO REFRESH-INTERVAL X-WR-CALNAME X-WR-CALDESC X-WR-TIMEZONE X-PUBLISHED-TTL X-LIC-LOCATION ' +
    'X-GOOGLE-CONFERENCE X-MICROSOFT-SKYPETEAMSMEETINGURL X-MICROSOFT-ONLINEMEETINGCONFLINK X-MICROSOFT-CDO-BUSYSTATUS ' +
    'X-MICROSOFT-CDO-ALLDAYEVENT X-FUNAMBOL-ALLDAY'
  ).split(' '),
)

/** Reads lines into components. What is not understood costs its own line only. */
export const readComponents = (lines: string[]): Parsed => {
  const parsed: Parsed = { roots: [], broken: [] }
  const open: Component[] = []
  lines.forEach((text, index) => {
    const line = index + 1
    const name = lineName(text)
    if (name === 'BEGIN') begin(parsed, open, componentOf(afterColon(text), line))
    else if (name === 'END') end(open, afterColon(text))
    else if (name === null) parsed.broken.push(line)
    else if (WANTED.has(name) && !add(open.at(-1), readProperty(text, name, line))) parsed.broken.push(line)
  })
  return parsed
}

const afterColon = (text: string): string =>
  text
    .slice(text.indexOf(':') + 1)
    .trim()
    .toUpperCase()

const componentOf = (name: string, line: number): Component => ({
  name,
  line,
  properties: new Map(),
  components: [],
  isClosed: false,
})

const begin = ({ roots }: Parsed, open: Component[], component: Component): void => {
  const parent = open.at(-1)
  if (!parent) roots.push(component)
  else if (open.length < DEEPEST) parent.components.push(component)
  open.push(component)
}

/** Closes the innermost component of that name; those within it that are still open stay so. */
const end = (open: Component[], name: string): void => {
  const at = open.findLastIndex((one) => one.name === name)
  if (at < 0) return
  const [closed] = open.splice(at)
  if (closed) closed.isClosed = true
}

const add = (component: Component | undefined, property: Property | null): boolean => {
  if (!component || !property) return false
  const known = component.properties.get(property.name)
  if (known) known.push(property)
  else component.properties.set(property.name, [property])
  return true
}

export const allOf = ({ properties }: Component, name: string): Property[] => properties.get(name) ?? []

export const firstOf = (component: Component, name: string): Property | undefined => component.properties.get(name)?.[0]

/** The value of a property, or null where there is none. */
export const textOf = (component: Component, name: string): string | null => {
  const value = firstOf(component, name)?.value
  return value === undefined ? null : unescaped(value).trim() || null
}

/** Text without the backslashes of RFC 5545 section 3.3.11. */
export const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\([nN]|.)/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char))
    : text
