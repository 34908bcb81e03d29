import * as z from 'zod'
import { made, optional, required } from './entity-fields.ts'
import { clearable, Id, Ids, Instant, LocalDate, Text, Title } from './fields.ts'

/** Fields that many entities have. Those that can be null are cleared by '' or null. */

const AnyText = z.string()
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

/** The id of another entity, or null. */
export const link = () => optional(null, NullableText, () => clearable(Id))

/** A set of ids of other entities. */
export const links = (max: number) => optional([], Texts, () => Ids(max))

/** The server's own, null until it is known. */
export const madeText = () => made(null, NullableText)
export const madeInstant = () => made(null, NullableInstant)
