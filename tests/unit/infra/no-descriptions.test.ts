import { expect, it } from 'vitest'
import { withoutDescriptions } from '../../../infra/no-descriptions.ts'

it.each([
  ["z.string().describe('a day').nullable()", 'z.string().nullable()'],
  ["z.number().int().describe(\n  'it’s \\'quoted\\' (twice)',\n)", 'z.number().int()'],
  ['z.string().describe("two")', 'z.string()'],
  ['z.string().describe(`three`)', 'z.string()'],
  ["z.enum(WORDS).meta({ id: 'Word' })", 'z.enum(WORDS)'],
  ["z.union([a]).meta({\n  id: 'Any',\n  description: 'a, b',\n})", 'z.union([a])'],
])('a description is left out, and nothing else: %s', (source, left) => {
  expect(withoutDescriptions(source)).toBe(left)
})

const TEMPLATE = ['z.string().describe(`at most $', '{MOST}`)'].join('')

it.each([TEMPLATE, 'z.number().meta({ default: 3 })', 'field.output().describe(description)', "described('a', 'b')"])(
  'what is put together at run time stays: %s',
  (source) => {
    expect(withoutDescriptions(source)).toBe(source)
  },
)
