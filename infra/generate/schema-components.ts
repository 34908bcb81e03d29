import * as z from 'zod'

export type JsonSchema = Record<string, unknown>
type Direction = 'input' | 'output'

/**
 * Turns zod schemas into JSON Schema and gathers the named ones (`.meta({ id })`) as components.
 * A name whose request form differs from its response form (defaults, coercion) gets a second component, `<Name>Input`.
 */
export const schemaComponents = () => {
  const components = new Map<string, JsonSchema>()

  const place = (name: string, schema: JsonSchema, io: Direction): void => {
    const known = components.get(name)
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`Two schemas are both named ${name} in ${io}: give one another id`)
    }
    components.set(name, schema)
  }

  const toSchema = (type: z.ZodType, io: Direction): JsonSchema => {
    const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as JsonSchema
    const definitions = $defs as Record<string, JsonSchema>
    const names = new Map(Object.keys(definitions).map((name) => [name, io === 'input' ? `${name}Input` : name]))
    for (const [name, definition] of Object.entries(definitions)) {
      place(names.get(name) ?? name, tidy(definition, names), io)
    }
    return tidy(own, names)
  }

  return {
    input: (type: z.ZodType): JsonSchema => toSchema(type, 'input'),
    output: (type: z.ZodType): JsonSchema => toSchema(type, 'output'),
    all: (): Record<string, JsonSchema> =>
      Object.fromEntries([...components].sort(([left], [right]) => (left < right ? -1 : 1))),
  }
}

/** Points references at components, and drops a pattern where there is a format, which says the same. */
const tidy = (schema: JsonSchema, names: Map<string, string>): JsonSchema => {
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit)
    if (node === null || typeof node !== 'object') return node
    const entries = Object.entries(node).filter(([key, value]) => !isRedundant(key, value, node))
    return Object.fromEntries(
      entries.map(([key, value]) => [key, key === '$ref' ? componentRef(String(value), names) : visit(value)]),
    )
  }
  return visit(schema) as JsonSchema
}

const isRedundant = (key: string, value: unknown, node: object): boolean =>
  (key === 'pattern' && 'format' in node && typeof value === 'string') ||
  (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) ||
  (key === 'minimum' && value === Number.MIN_SAFE_INTEGER)

const componentRef = (reference: string, names: Map<string, string>): string => {
  const name = reference.replace('#/$defs/', '')
  return `#/components/schemas/${names.get(name) ?? name}`
}
