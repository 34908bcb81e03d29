import * as z from 'zod'
import type { Fields, Later, LaterConverted, Lazy } from './entity-fields.ts'
import { ENTITY_FIELDS, entityFields, ignored } from './fields.ts'

type Outputs<F extends Fields> = { [K in keyof F]: ReturnType<F[K]['output']> }

/** The schemas of an entity's fields in answers, by name. */
export const outputsOf = <F extends Fields>(fields: F): Outputs<F> =>
  Object.fromEntries(Object.entries(fields).map(([name, { output }]) => [name, output()])) as Outputs<F>

/** The schema of an entity in answers, with the fields that every entity has. */
export const entityOf = <F extends Fields>(fields: F) => z.object({ ...entityFields, ...outputsOf(fields) })

type LaterNames<F extends Fields> = {
  [K in keyof F]: F[K]['input'] extends Later | LaterConverted ? K : never
}[keyof F]
type Writable<F extends Fields> = { [K in keyof F]: F[K]['input'] extends undefined ? never : K }[keyof F]
type InputOf<F extends Fields, G, K extends keyof F> =
  F[K]['input'] extends Lazy<infer I> ? I : K extends keyof G ? Extract<G[K], z.ZodType> : never
type Patch<F extends Fields, G> = { [K in Writable<F>]: z.ZodOptional<InputOf<F, G, K>> }
type Creation<F extends Fields, G> = {
  [K in Writable<F>]: F[K]['is'] extends 'required' ? InputOf<F, G, K> : z.ZodOptional<InputOf<F, G, K>>
}

/** The inputs that the module with the body schemas has to provide. */
export type Given<F extends Fields> = {
  [K in LaterNames<F>]: F[K] extends { input: Later; value: infer V } ? z.ZodType<V> : z.ZodType
}

/**
 * The bodies of POST, PATCH and PUT, named after the entity. A PATCH may leave out every field. A PUT takes what a GET
 * answers: fields that only the server sets are ignored, and so are those named in `answered`.
 */
export const bodiesOf = <F extends Fields, G extends Given<F>>(
  name: string,
  fields: F,
  given: G,
  answered: string[] = [],
) => {
  const create: Record<string, z.ZodType> = {}
  const patch: Record<string, z.ZodType> = {}
  const later: Record<string, z.ZodType> = given
  const own: string[] = ['id', ...ENTITY_FIELDS, ...answered]
  for (const [key, field] of Object.entries(fields)) {
    const { is, input } = field
    if (input === undefined) {
      own.push(key)
      continue
    }
    const schema = typeof input === 'function' ? input() : later[key]
    if (!schema) throw new Error(`${name}.${key} is given no input`)
    const left = schema.optional()
    patch[key] = left
    create[key] = is === 'required' ? schema : is === 'initial' ? left.meta({ default: field.value }) : left
  }
  const creation = create as Creation<F, G>
  const id = (verb: string) => ({ id: `${verb}${name}` })
  // Made when they are asked for: an entity may have a body of its own instead.
  return {
    get Create() {
      return z.strictObject(creation).meta(id('Create'))
    },
    get Update() {
      return z.strictObject(patch as Patch<F, G>).meta(id('Update'))
    },
    get Replace() {
      return z.strictObject({ ...ignored(...own), ...creation } as Creation<F, G>).meta(id('Replace'))
    },
  }
}
