import * as z from 'zod'
import { described, given, initially, made, optional, required } from './entity-fields.ts'
import { clearable, Id, Ids, Instant, LocalDate, Text, Title } from './fields.ts'
import { Area, SubCategory } from './vocabulary.ts'

/** Fields that many entities have. Nullable ones are cleared by sending '' or null. */

const AnyText = z.string()
const Flag = z.boolean()
const NullableText = AnyText.nullable()
const NullableInstant = z.iso.datetime().nullable()
const Texts = z.array(AnyText)

/** A non-blank line that must be sent. */
export const line = (max?: number) => required(AnyText, () => Title(max))

/** Text, null until it is set. */
export const text = (max?: number) => optional(null, NullableText, () => clearable(Text(max)))

/** A non-blank line, null until it is set. */
export const shortText = (max: number) => optional(null, NullableText, () => clearable(Title(max)))

/** A day in the person's time zone, null until it is set. */
export const day = () => optional(null, NullableText, () => clearable(LocalDate))

export const instant = () => optional(null, NullableInstant, () => clearable(Instant))

const Url = () => z.url({ protocol: /^https?$/, error: 'Must be an http or https address' }).max(2_000)

/** An address on the web, which is kept and never fetched; null until it is set. */
export const webAddress = () => optional(null, NullableText, () => clearable(Url()))

/** A set of words that a person chose. */
export const tags = () =>
  optional([], Texts, () =>
    z
      .array(Title(100))
      .max(100)
      .transform((words) => [...new Set(words)]),
  )

/** The id of another entity, or null. */
export const link = () => optional(null, NullableText, () => clearable(Id))

/** A set of ids of other entities. */
export const links = (max: number) => optional([], Texts, () => Ids(max))

/** A non-blank line that only the server sets. */
export const givenText = () => given(AnyText)

/** The PARA area it is filed under, or null; its kind has the `areaRelation`. */
export const areaLink = () => described(link(), 'A PARA area (GET /areas)')

/** One of several values; `word` unless another is sent. */
export const choice = <W extends string>(word: NoInfer<W>, words: z.ZodType<W>) => optional(word, words, words)

export const flag = (value: boolean) => optional(value, Flag, Flag)

/** The area of life; `area` unless another is sent. */
export const areaOf = (area: Area) => initially(area, Area, Area)
export const requiredArea = () => required(Area, Area)

export const subCategory = () =>
  optional(
    null,
    () => SubCategory.nullable(),
    () => clearable(SubCategory),
  )

/** Set by the server only; null until it is known. */
export const madeText = () => made(null, NullableText)
export const madeInstant = () => made(null, NullableInstant)
