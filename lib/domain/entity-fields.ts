import type * as z from 'zod'
import type { Entity } from '../platform/events/kind.ts'

/**
 * Each field of an entity is defined once (`task.fields.ts`): its schema in answers, its schema in bodies, and its
 * default. The defaults of the kind are derived from that here, the schemas in entity-schemas.ts. Schemas are
 * functions, so that a Lambda which needs only the defaults creates none.
 */

export type Lazy<S extends z.ZodType = z.ZodType> = () => S

/** A placeholder for an input that is passed to `bodiesOf`: its check needs code that readers should not load. */
export type Later = 'later'
/** Such an input that a rule of the domain turns into the stored value. */
export type LaterConverted = 'later, converted'

export type Input = Lazy | Later | LaterConverted | undefined
type Of<S extends z.ZodType> = z.output<S>

type Plain<Is extends string, O extends z.ZodType, I extends Input> = { is: Is; output: Lazy<O>; input: I }
type Valued<Is extends string, V, O extends z.ZodType, I extends Input> = Plain<Is, O, I> & { value: V }
type Shown<O extends z.ZodType, I extends Input> = Plain<'shown', O, I> & { insteadOf?: string }

export type Field =
  | Plain<'required' | 'decided', z.ZodType, Input>
  | Valued<'initial' | 'default', unknown, z.ZodType, Input>
  | Shown<z.ZodType, Input>
export type Fields = Record<string, Field>

/** A schema, or a function that creates one. */
type Made<S extends z.ZodType> = S | Lazy<S>
const lazy = <S extends z.ZodType>(made: Made<S>): Lazy<S> => (typeof made === 'function' ? made : () => made)

/** Must be sent to create the entity. */
export const required = <O extends z.ZodType, I extends z.ZodType<Of<O>>>(
  output: Made<O>,
  input: Made<I>,
): Plain<'required', O, Lazy<I>> => ({ is: 'required', output: lazy(output), input: lazy(input) })

/** Always stored: `value` unless something else is sent. */
export const initially = <O extends z.ZodType, I extends z.ZodType<Of<O>>>(
  value: Of<O>,
  output: Made<O>,
  input: Made<I>,
): Valued<'initial', Of<O>, O, Lazy<I>> => ({ is: 'initial', value, output: lazy(output), input: lazy(input) })

/** Not stored while it is `value`: rows from before the field was there read as that. */
export const optional = <O extends z.ZodType, I extends z.ZodType<Of<O>>>(
  value: Of<O>,
  output: Made<O>,
  input: Made<I>,
): Valued<'default', Of<O>, O, Lazy<I>> => ({ is: 'default', value, output: lazy(output), input: lazy(input) })

/** Like `optional`, but its input is passed to `bodiesOf`. */
export const optionalLater = <O extends z.ZodType>(
  value: Of<O>,
  output: Made<O>,
): Valued<'default', Of<O>, O, Later> => ({ is: 'default', value, output: lazy(output), input: 'later' })

/** Like `optionalLater`, but a rule of the domain turns the input into the stored value. */
export const convertedLater = <O extends z.ZodType>(
  value: Of<O>,
  output: Made<O>,
): Valued<'default', Of<O>, O, LaterConverted> => ({
  is: 'default',
  value,
  output: lazy(output),
  input: 'later, converted',
})

/** Set by the server only: `value` until a rule of the domain sets it. */
export const made = <O extends z.ZodType>(value: Of<O>, output: Made<O>): Valued<'default', Of<O>, O, undefined> => ({
  is: 'default',
  value,
  output: lazy(output),
  input: undefined,
})

/** Set by the server only, and always stored: decided when the entity is created. */
export const given = <O extends z.ZodType>(output: Made<O>): Plain<'decided', O, undefined> => ({
  is: 'decided',
  output: lazy(output),
  input: undefined,
})

/** Always stored: what was sent, or what a rule of the domain decides when the entity is created. */
export const decided = <O extends z.ZodType, I extends z.ZodType<Of<O>>>(
  output: Made<O>,
  input: Made<I>,
): Plain<'decided', O, Lazy<I>> => ({ is: 'decided', output: lazy(output), input: lazy(input) })

/** Only answered: derived from what is stored. */
export const shown = <O extends z.ZodType>(output: Made<O>): Shown<O, undefined> => ({
  is: 'shown',
  output: lazy(output),
  input: undefined,
})

/** Another name or form of a stored field: in answers with it, and accepted in bodies when that is absent. */
export const insteadOf = <O extends z.ZodType, I extends z.ZodType>(
  field: string,
  output: Made<O>,
  input: Made<I>,
): Shown<O, Lazy<I>> => ({ is: 'shown', output: lazy(output), input: lazy(input), insteadOf: field })

/** A stored field that is answered in another form. */
export const shownAs = <V, O extends z.ZodType, I extends Input>(
  output: Made<O>,
  { value, input }: Valued<'default', V, z.ZodType, I>,
): Valued<'default', V, O, I> => ({ is: 'default', value, output: lazy(output), input })

/** A field whose answers are described. */
export const described = <F extends Field>(field: F, description: string): F => ({
  ...field,
  output: () => field.output().describe(description),
})

type Named<F extends Fields, Is extends Field['is']> = {
  [K in keyof F]: F[K]['is'] extends Is ? K : never
}[keyof F]
type ValueOf<X extends Field> = X extends { value: infer V } ? V : Of<ReturnType<X['output']>>

/** An entity as it is stored, and as the rules of its domain use it. */
export type StoredOf<F extends Fields> = Entity & {
  [K in Named<F, 'required' | 'decided' | 'initial' | 'default'>]: ValueOf<F[K]>
}

type DefaultsOf<F extends Fields> = { [K in Named<F, 'default'>]: ValueOf<F[K]> }
type BlankOf<F extends Fields> = { [K in Named<F, 'initial' | 'default'>]: ValueOf<F[K]> }

const valuesOf = (fields: Fields, wanted: (field: Field) => boolean): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => ('value' in field && wanted(field) ? [[name, field.value]] : [])),
  )

/** The values that are not stored (`Kind.defaults`): every field that has one. */
export const defaultsOf = <F extends Fields>(fields: F): DefaultsOf<F> =>
  valuesOf(fields, ({ is }) => is === 'default') as DefaultsOf<F>

/** The fields of a new entity that were not sent. */
export const blankOf = <F extends Fields>(fields: F): BlankOf<F> => valuesOf(fields, () => true) as BlankOf<F>

/** A parsed body: optional keys are absent when they were not sent, never present as undefined. */
export type Sent<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The fields of a body: absent keys stay absent, and a cleared field is null. */
export const sent = <T extends object>(body: T): Sent<T> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Sent<T>

/** The fields that every new entity gets. `at`: epoch ms. */
export const newEntity = (userId: string, id: string, at: number): Entity => {
  const time = new Date(at).toISOString()
  return { id, userId, version: 1, createdAt: time, updatedAt: time }
}

/**
 * The body of a PUT as a patch that has every field that can be sent: fields that were not sent go back to their default.
 * Fields that a rule of the domain decides keep their value, and so do those named in `staying`.
 */
export const replacementOf = <T extends object>(fields: Fields, body: T, staying: (keyof T & string)[] = []): T => {
  const named: Record<string, unknown> = sent(body)
  const left = new Set<string | undefined>(staying)
  for (const [name, field] of Object.entries(fields))
    if ('insteadOf' in field && name in named) left.add(field.insteadOf)
  const defaults = Object.entries(valuesOf(fields, ({ input }) => input !== undefined))
  return { ...Object.fromEntries(defaults.filter(([name]) => !left.has(name))), ...named } as T
}
