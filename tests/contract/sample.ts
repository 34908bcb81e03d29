import * as z from 'zod'

type Schema = {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: unknown
  items?: Schema
  minItems?: number
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
  format?: string
  minimum?: number
  exclusiveMinimum?: number
  minLength?: number
  default?: unknown
}

/** A value that a schema takes, with nothing optional in it. Made from the schema, so new routes need no example. */
export const sampleOf = (schema: z.ZodType): unknown => {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
  return sample(whole, whole.$defs ?? {})
}

/** Where in what a schema takes an object may have other fields than it names. A record names none: it has keys. */
export const openObjects = (schema: z.ZodType): string[] => {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
  const places = Object.entries(whole.$defs ?? {}).flatMap(([name, one]) => openIn(one, name))
  return [...openIn(whole, ''), ...places]
}

const openIn = (schema: Schema, place: string): string[] => {
  const { properties, items, additionalProperties, anyOf = [], oneOf = [], allOf = [] } = schema
  const fields = Object.entries(properties ?? {})
  return [
    ...(properties && additionalProperties !== false ? [place] : []),
    ...fields.flatMap(([name, field]) => openIn(field, `${place}.${name}`)),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((one) => openIn(one, place)),
    ...(items ? openIn(items, `${place}[]`) : []),
  ]
}

const sample = (schema: Schema, defs: Record<string, Schema>): unknown => {
  if (schema.$ref) return sample(defs[schema.$ref.split('/').at(-1) ?? ''] ?? {}, defs)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const first = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0]
  if (first) return sample(first, defs)
  const type = [schema.type].flat()[0]
  if (type === 'object')
    return Object.fromEntries(
      (schema.required ?? []).map((name) => [name, sample(schema.properties?.[name] ?? {}, defs)]),
    )
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, defs))
  if (type === 'number' || type === 'integer')
    return Math.max(1, schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1)
  if (type === 'boolean') return true
  if (schema.format === 'date') return '2031-05-06'
  if (schema.format === 'date-time') return '2031-05-06T07:08:09.000Z'
  if (schema.format === 'email') return 'sample@example.com'
  if (schema.format === 'uri') return 'https://example.com/'
  return 'Sample1'.padEnd(schema.minLength ?? 0, 'x')
}
