import { isMap, isScalar, isSeq, parseDocument, stringify, type YAMLMap } from 'yaml'

/** Longer frontmatter is not read, and stays a part of the text. */
const MAX_CHARACTERS = 32_768

/** Properties as a file has them: each with the lines that say it, and its value as texts. */
export type Properties = Map<string, { lines: string; values: string[] }>

/** A file without its frontmatter, and what that says; null: it has none, or none that can be read. */
export const splitFrontmatter = (file: string): { properties: Properties | null; body: string } => {
  const whole = { properties: null, body: file }
  const opening = /^---[ \t]*\r?\n/.exec(file)
  if (!opening) return whole
  const rest = file.slice(opening[0].length, opening[0].length + MAX_CHARACTERS)
  const closing = /^---[ \t]*(?:\r?\n|$)/m.exec(rest)
  if (!closing) return whole
  const properties = propertiesOf(rest.slice(0, closing.index))
  if (!properties) return whole
  return { properties, body: file.slice(opening[0].length + closing.index + closing[0].length) }
}

/**
 * The properties of a text in YAML; null where it is no list of properties. Aliases of YAML are not followed, so that nothing
 * grows, and all values are texts: 2031 and true are what they look like.
 */
export const propertiesOf = (yaml: string): Properties | null => {
  if (yaml.trim() === '') return new Map()
  const contents = isPlausible(yaml) ? parsed(yaml) : null
  if (!contents) return null
  const properties: Properties = new Map()
  const starts = contents.items.map(({ key }) => (isScalar(key) ? (key.range?.[0] ?? -1) : -1))
  for (const [i, { key, value }] of contents.items.entries()) {
    const [from = -1, to = yaml.length] = [starts[i], starts[i + 1]]
    const isAtMargin = from === 0 || yaml[from - 1] === '\n'
    if (!isScalar(key) || !isAtMargin || properties.has(String(key.value))) return null
    properties.set(String(key.value), { lines: yaml.slice(from, to), values: valuesOf(value) })
  }
  return properties
}

const MOST_LINES = 1_000
const MOST_BRACKETS = 400

/** Not what only takes time to read: thousands of properties, or one within the other. */
const isPlausible = (yaml: string): boolean =>
  yaml.split('\n').length <= MOST_LINES &&
  yaml.split(/[[{]/).length <= MOST_BRACKETS &&
  !/(?:[-?:][ \t]+){20}/.test(yaml)

const parsed = (yaml: string): YAMLMap | null => {
  try {
    const options = { schema: 'failsafe', prettyErrors: false, logLevel: 'silent', uniqueKeys: false } as const
    const { contents, errors } = parseDocument(yaml, options)
    return errors.length === 0 && isMap(contents) && !contents.flow ? contents : null
  } catch {
    // Nesting without end.
    return null
  }
}

const valuesOf = (value: unknown): string[] => {
  if (isScalar(value)) return typeof value.value === 'string' ? [value.value] : []
  return isSeq(value) ? value.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : [])) : []
}

/** The lines of the properties besides some; null: there are none. */
export const linesWithout = (properties: Properties, names: ReadonlySet<string>): string | null => {
  const lines = [...properties].filter(([name]) => !names.has(name)).map(([, one]) => one.lines)
  const text = lines.map((one) => (/\n$/.test(one) ? one : `${one}\n`)).join('')
  return text === '' ? null : text
}

/** Properties as lines of YAML that say exactly these texts. */
export const linesOf = (properties: Record<string, string | string[]>): string =>
  stringify(properties, { schema: 'core', lineWidth: 0 })
