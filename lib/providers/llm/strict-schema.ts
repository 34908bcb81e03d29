import * as z from 'zod'

/** The part of JSON Schema that zod generates and this file reads. */
type Schema = {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: string | string[]
  description?: string
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
}

export type StrictSchema = { [key: string]: unknown }

const whole = (schema: z.ZodType): Schema => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema

/**
 * The strict subset that every provider accepts (OpenAI, "Structured model outputs: supported schemas"): every field is
 * required, optional fields may be null, no other fields, no references. Bounds go into descriptions, and zod checks them.
 */
export const strictSchema = (schema: z.ZodType): StrictSchema => {
  const root = whole(schema)
  return strict(root, root.$defs ?? {})
}

const strict = (schema: Schema, defs: Record<string, Schema>): StrictSchema => {
  if (schema.$ref) return strict(resolved(schema, defs), defs)
  const description = words(schema)
  const said = description ? { description } : {}
  const either = schema.anyOf ?? schema.oneOf
  if (either) return { ...said, anyOf: either.map((one) => strict(one, defs)) }
  if (schema.const !== undefined) return { ...said, type: typeof schema.const, enum: [schema.const] }
  if (schema.enum) return { ...said, type: typeof schema.enum[0], enum: schema.enum }
  if (schema.type === 'array') return { ...said, type: 'array', items: strict(schema.items ?? {}, defs) }
  if (schema.type !== 'object') return { ...said, type: schema.type ?? 'string' }
  const properties = Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const inner = strict(one, defs)
    return [name, isRequired(schema, name) ? inner : { anyOf: [inner, { type: 'null' }] }]
  })
  return {
    ...said,
    type: 'object',
    properties: Object.fromEntries(properties),
    required: Object.keys(schema.properties ?? {}),
    additionalProperties: false,
  }
}

const isRequired = (schema: Schema, name: string): boolean => (schema.required ?? []).includes(name)

const resolved = ({ $ref = '' }: Schema, defs: Record<string, Schema>): Schema =>
  defs[$ref.split('/').at(-1) ?? ''] ?? {}

const FORMATS: Record<string, string> = { date: 'a date as YYYY-MM-DD', 'date-time': 'an ISO date-time in UTC' }

const words = (schema: Schema): string => {
  const { description, format, minimum, maximum, minItems, maxItems, minLength, maxLength } = schema
  const bounds = [
    // zod gives every integer the bounds of a safe integer, which say nothing
    between(minimum, maximum !== undefined && maximum > 1e15 ? undefined : maximum, ''),
    between(minItems, maxItems, ' items'),
    between(minLength, maxLength, ' characters'),
  ]
  return [description, FORMATS[format ?? ''], ...bounds].filter(Boolean).join('; ')
}

const between = (low: number | undefined, high: number | undefined, unit: string): string => {
  const from = low === undefined || low < -1e15 ? '' : `at least ${low}${unit}`
  const to = high === undefined ? '' : `at most ${high}${unit}`
  return [from, to].filter(Boolean).join(', ')
}

/** An answer without the nulls that stand for "left out" in the strict form. */
export const withoutNulls = (schema: z.ZodType, value: unknown): unknown => {
  const root = whole(schema)
  return pruned(root, value, root.$defs ?? {})
}

const pruned = (schema: Schema, value: unknown, defs: Record<string, Schema>): unknown => {
  if (schema.$ref) return pruned(resolved(schema, defs), value, defs)
  const { items } = schema
  if (Array.isArray(value)) return items ? value.map((one) => pruned(items, one, defs)) : value
  if (typeof value !== 'object' || value === null || !schema.properties) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      const inner = schema.properties?.[name]
      if (!inner || (one === null && !isRequired(schema, name))) return []
      return [[name, pruned(inner, one, defs)]]
    }),
  )
}
