import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { line, links, text } from '../../../lib/domain/common-fields.ts'
import {
  blankOf,
  defaultsOf,
  initially,
  insteadOf,
  made,
  optional,
  optionalLater,
  replacementOf,
  required,
  type StoredOf,
  sent,
} from '../../../lib/domain/entity-fields.ts'
import { bodiesOf, entityOf } from '../../../lib/domain/entity-schemas.ts'
import { type Kind, linkRelation } from '../../../lib/platform/events/kind.ts'

const State = z.enum(['Open', 'Closed'])
const Flag = z.boolean()
const fields = {
  title: line(20),
  text: text(100),
  tagIds: links(3),
  state: initially('Open', State, State),
  isOpen: insteadOf('state', Flag, Flag),
  count: made(0, z.number()),
  rule: optionalLater(null, () => z.string().nullable()),
}
const { Create, Update, Replace } = bodiesOf('Sample', fields, { rule: z.string().max(3).nullable() })
const Sample = entityOf(fields)

const stored: StoredOf<typeof fields> = {
  id: 's1',
  userId: 'u1',
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  title: 'One',
  text: null,
  tagIds: [],
  state: 'Open',
  count: 0,
  rule: null,
}

const unknownIn = (schema: z.ZodType, body: object): string[] =>
  schema.safeParse(body).error?.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])) ?? []

describe('fields that are stated once', () => {
  it('give the defaults of a kind, without what is always stored', () => {
    expect(defaultsOf(fields)).toEqual({ text: null, tagIds: [], count: 0, rule: null })
    expect(blankOf(fields)).toEqual({ text: null, tagIds: [], count: 0, rule: null, state: 'Open' })
  })

  it('give the schema of the entity as it is answered', () => {
    expect(Sample.parse({ ...stored, isOpen: true, gone: 1 })).toEqual({ ...stored, isOpen: true })
    expect(Sample.safeParse(stored).success).toBe(false)
  })

  it('give a body that needs what is required and leaves out the rest', () => {
    expect(Create.parse({ title: 'One' })).toEqual({ title: 'One' })
    expect(Create.safeParse({ text: 'x' }).success).toBe(false)
    expect(Update.parse({ text: '' })).toEqual({ text: null })
    expect(Create.safeParse({ title: 'One', rule: 'long' }).success).toBe(false)
  })

  it('let no body set what only the server sets', () => {
    expect(unknownIn(Create, { title: 'One', count: 5, id: 'mine' })).toEqual(['count', 'id'])
    expect(unknownIn(Update, { version: 9 })).toEqual(['version'])
  })

  it('let a PUT take what a GET answers, and ignore what only the server sets', () => {
    const body = Replace.parse({ ...stored, isOpen: true, count: 7 })
    expect(sent(body)).toEqual({ title: 'One', text: null, tagIds: [], state: 'Open', isOpen: true, rule: null })
    expect(unknownIn(Replace, { title: 'One', nothing: 1 })).toEqual(['nothing'])
  })

  it('put what is not sent back to its default', () => {
    expect(replacementOf(fields, { title: 'Two', tagIds: ['t'] })).toEqual({
      title: 'Two',
      text: null,
      tagIds: ['t'],
      state: 'Open',
      rule: null,
    })
  })

  it('leave a field to the other name it is sent by', () => {
    expect(replacementOf(fields, { title: 'Two', isOpen: false })).not.toHaveProperty('state')
  })

  it('do not compile without a default, or with one of another type', () => {
    // @ts-expect-error: a default is missing
    optional(z.string().nullable(), () => z.string().nullable())
    // @ts-expect-error: the default is of another type
    optional(5, z.string(), z.string())
    // @ts-expect-error: what is sent could not be stored
    required(z.string(), z.number())
    // @ts-expect-error: the bodies are not given the input of `rule`
    expect(() => bodiesOf('Sample', fields, {})).toThrow('Sample.rule')
    // @ts-expect-error: a stored field is missing
    const incomplete: StoredOf<typeof fields> = { ...blankOf(fields), id: 's1', userId: 'u1' }
    expect(incomplete).not.toHaveProperty('title')
  })

  it('do not compile where a kind or a body names one that there is not', () => {
    type Sample = StoredOf<typeof fields>
    const kind = { name: 'sample', label: 'Sample', defaults: defaultsOf(fields) }
    const right: Kind<Sample> = {
      ...kind,
      title: 'title',
      text: ['text'],
      relations: [linkRelation('sample', 'tagIds', 'tag', 'Tag')],
    }
    // @ts-expect-error: there is no such field
    const title: Kind<Sample> = { ...kind, title: 'titel' }
    // @ts-expect-error: there is no such field
    const text: Kind<Sample> = { ...kind, text: ['txt'] }
    // @ts-expect-error: there is no such field
    const relation: Kind<Sample> = { ...kind, relations: [linkRelation('sample', 'tags', 'tag', 'Tag')] }
    // @ts-expect-error: the default is of another type
    const defaults: Kind<Sample> = { ...kind, defaults: { count: 'none' } }
    // @ts-expect-error: there is no such field
    const body: z.infer<typeof Update> = { titel: 'Two' }
    // @ts-expect-error: there is no such field
    expect(stored.titel).toBeUndefined()
    expect([right, title, text, relation, defaults, body]).toHaveLength(6)
  })
})
