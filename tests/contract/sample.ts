import * as z from 'zod'

type Schema = {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
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
