import { generateSync, type JsonSchema } from 'json-schema-faker'
import * as z from 'zod'

type Schema = {
  properties?: Record<string, Schema>
  additionalProperties?: unknown
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $defs?: Record<string, Schema>
}

/**
 * A value that fits a schema, with nothing optional in it; the same on every run. Made from the schema, so new routes need
 * no example. What a JSON Schema cannot say, such as rules between fields, a sample may break.
 */
export const sampleOf = (schema: z.ZodType): unknown =>
  generateSync(jsonSchemaOf(schema) as JsonSchema, { seed: 1, optionalsProbability: 0 })

const jsonSchemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })

/** Where in what a schema takes an object may have other fields than it names. A record names none: it has keys. */
export const openObjects = (schema: z.ZodType): string[] => {
  const whole = jsonSchemaOf(schema) as Schema
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
