import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { answerFor, type Schema } from '../../../infra/local/fake-llm-answers.ts'
import { FEATURES } from '../../../lib/domain/ai/features.ts'
import { strictSchema, withoutNulls } from '../../../lib/providers/llm/strict-schema.ts'

const asked = Object.entries(FEATURES).flatMap(([name, { feature }]) =>
  feature.model ? [{ name, answer: feature.model.answer as z.ZodType }] : [],
)

/** What OpenAI, Groq and Cerebras take in strict mode, by their documents. */
const ALLOWED = new Set([
  'type',
  'description',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'anyOf',
  'enum',
])

const problems = (schema: Schema, path = ''): string[] => {
  const unknown = Object.keys(schema).filter((name) => !ALLOWED.has(name))
  const inner = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => problems(one, `${path}.${name}`)),
    ...(schema.anyOf ?? []).flatMap((one) => problems(one, path)),
    ...(schema.items ? problems(schema.items, `${path}[]`) : []),
  ]
  const names = Object.keys(schema.properties ?? {})
  const isOpen = schema.type === 'object' && (schema.additionalProperties !== false || names.length === 0)
  const isLoose = names.some((name) => !schema.required?.includes(name))
  return [
    ...unknown.map((name) => `${path}: ${name}`),
    ...(isOpen ? [`${path} is open`] : []),
    ...(isLoose ? [`${path} leaves fields out`] : []),
    ...inner,
  ]
}

describe('the schema a model is sent', () => {
  it.each(asked)('of $name is in the strict subset, and what follows it is valid', ({ answer }) => {
    const schema = strictSchema(answer) as Schema
    expect(problems(schema)).toEqual([])
    const followed = answer.safeParse(withoutNulls(answer, answerFor(schema)))
    expect(followed.error?.issues).toBeUndefined()
  })

  it('says bounds and formats in words, because strict mode does not take them', () => {
    const schema = z.object({ when: z.iso.date(), share: z.number().min(0).max(1), tags: z.array(z.string()).max(3) })
    expect(JSON.stringify(strictSchema(schema))).toMatch(/YYYY-MM-DD.*at least 0, at most 1.*at most 3 items/)
  })

  it('lets nulls stand for what is left out, and only there', () => {
    const schema = z.object({
      a: z.string().optional(),
      b: z.string().nullable(),
      c: z.array(z.object({ d: z.number().optional() })),
    })
    expect(withoutNulls(schema, { a: null, b: null, c: [{ d: null }], e: 1 })).toEqual({ b: null, c: [{}] })
  })
})
