/** A property of a component: `NAME;PARAM=value:value`. Names are in capitals; text is as in the file, still escaped. */
export type Property = { name: string; params: ReadonlyMap<string, string>; value: string; line: number }

const NO_PARAMS: ReadonlyMap<string, string> = new Map()

/** The name of a line, in capitals, or null where there is none. Cheap: most lines need no more. */
export const lineName = (text: string): string | null => {
  const end = text.search(/[:;]/)
  const name = end > 0 ? text.slice(0, end).trim().toUpperCase() : ''
  return /^[A-Z0-9-]+$/.test(name) ? name : null
}

/** The property on a line that has a name, or null where it is no content line (RFC 5545 section 3.1). */
export const readProperty = (text: string, name: string, line: number): Property | null => {
  let at = text.search(/[:;]/)
  if (text[at] === ':') return { name, params: NO_PARAMS, value: text.slice(at + 1), line }
  const params = new Map<string, string>()
  while (text[at] === ';') {
    PARAM_NAME.lastIndex = at
    const [whole, key] = PARAM_NAME.exec(text) ?? []
    // Without a value, as in "DTSTART;VALUE:20260305".
    if (whole === undefined || key === undefined) {
      at = text.indexOf(':', at)
      break
    }
    const end = endOfValue(text, at + whole.length)
    params.set(key.trim().toUpperCase(), unquoted(text.slice(at + whole.length, end)))
    at = end
  }
  return text[at] === ':' ? { name, params, value: text.slice(at + 1), line } : null
}

const PARAM_NAME = /;([^=:;"]*)=/y

/** Some write `(UTC+01:00) Amsterdam, Berlin` or `tzone://Microsoft/Utc` without quotes: its colon does not end the value. */
const WITH_COLON = /\([^()":;]{0,40}:[^()":;]{0,40}\)|[a-z]{1,20}:\/\//iy

const endOfValue = (text: string, from: number): number => {
  WITH_COLON.lastIndex = from
  let at = from + (WITH_COLON.exec(text)?.[0].length ?? 0)
  for (let isQuoted = false; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (!isQuoted && (text[at] === ';' || text[at] === ':')) break
  }
  return at
}

const CARETS: Record<string, string> = { '^n': '\n', '^^': '^', "^'": '"' }

/** Without quotes, and with what RFC 6868 writes by carets. */
const unquoted = (raw: string): string => {
  const text = raw.includes('"') ? raw.replaceAll('"', '') : raw
  return (text.includes('^') ? text.replace(/\^[n^']/g, (code) => CARETS[code] ?? code) : text).trim()
}
