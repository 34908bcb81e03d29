/** A JSON Schema as it is sent in requests. */
export type Schema = {
  type?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
}

type How = 'good' | 'wrong' | { text: string; id: string }

/** An answer for a schema: valid, with wrong types everywhere, or with an attacker's text and ids in it. */
export const answerFor = (schema: Schema, how: How = 'good', name = 'answer'): unknown => {
  const [either] = schema.anyOf ?? []
  if (either) return answerFor(either, how, name)
  if (schema.enum) return how === 'wrong' ? 'none of these' : schema.enum[0]
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {})
    return Object.fromEntries(fields.map(([field, one]) => [field, answerFor(one, how, field)]))
  }
  if (schema.type === 'array') {
    const count = Math.max(1, bound(schema, 'items') ?? 1)
    return Array.from({ length: count }, () => answerFor(schema.items ?? {}, how, name))
  }
  return how === 'wrong' ? wrong(schema) : plain(schema, how, name)
}

const wrong = ({ type }: Schema): unknown => (type === 'string' ? 17 : type === 'boolean' ? 'maybe' : 'many')

const plain = (schema: Schema, how: Exclude<How, 'wrong'>, name: string): unknown => {
  if (schema.type === 'boolean') return true
  if (schema.type === 'number' || schema.type === 'integer') return numberFor(schema, name)
  if (schema.description?.includes('YYYY-MM-DD')) return '2031-05-06'
  if (schema.description?.includes('HH:MM')) return '10:00'
  const attack = how === 'good' ? null : /id$/i.test(name) ? how.id : how.text
  const text = attack ?? `A ${name.replace(/([A-Z])/g, ' $1').toLowerCase()} of the fake model`
  return text.padEnd(bound(schema, 'characters') ?? 0, '.').slice(0, bound(schema, 'characters', 'most'))
}

/** A bound that a schema's description states in words: "at least 3 items, at most 5 items". */
const bound = ({ description = '' }: Schema, unit: string, which: 'least' | 'most' = 'least'): number | undefined => {
  const found = new RegExp(`at ${which} (-?[\\d.]+)${unit ? ` ${unit}` : '(?! )'}`).exec(description)?.[1]
  return found === undefined ? undefined : Number(found)
}

const numberFor = (schema: Schema, name: string): number =>
  name === 'confidence' || name === 'relevance' ? 0.8 : Math.max(1, bound(schema, '') ?? 1)
