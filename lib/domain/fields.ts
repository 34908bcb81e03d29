import * as z from 'zod'

/**
 * Field types that every domain shares. Text is stored exactly as sent; characters that cannot be shown are refused. Schemas
 * never change, so fields share them: creating thousands of schemas would take most of the time of a cold start.
 */

// Emoji, right-to-left text, tabs and line breaks are allowed; NUL and the other controls (C0 and C1) are not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/
// Blanks and characters without a visible shape, such as a zero-width space, count as blank.
const VISIBLE = /[^\s\p{Cf}]/u
// Half of a surrogate pair is no character and cannot be encoded in UTF-8, so the table cannot store it.
const printable = (text: string) => !CONTROL.test(text) && text.isWellFormed()
const NOT_PRINTABLE = 'Control characters and broken characters are not allowed'

/** One schema for each `max`. */
const byLength = <S>(make: (max: number) => S): ((max: number) => S) => {
  const made = new Map<number, S>()
  return (max) => {
    const schema = made.get(max) ?? make(max)
    made.set(max, schema)
    return schema
  }
}

const title = byLength((max) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(printable, NOT_PRINTABLE)
    .refine((text) => VISIBLE.test(text), 'Must not be blank'),
)
const text = byLength((max) => z.string().max(max).refine(printable, NOT_PRINTABLE))

/** A non-blank line of up to `max` characters. */
export const Title = (max = 500) => title(max)

/** Text of up to `max` characters, possibly empty. */
export const Text = (max = 20_000) => text(max)

/** An id of ours or one that a client made: letters, digits, '-' and '_', at most 64. */
export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'Must be an id: 1 to 64 letters, digits, "-" or "_"')

/** A set of ids; repeats are dropped, the order is kept. */
export const Ids = (max: number) =>
  z
    .array(Id)
    .max(max)
    .transform((ids) => [...new Set(ids)])

const inOurTime = (date: string) => date >= '1900' && date < '2200'
const NOT_IN_OUR_TIME = 'Must be between 1900 and 2199'

/** YYYY-MM-DD, a day that exists, between 1900 and 2200. */
export const LocalDate = z.iso.date('Must be a date that exists, as YYYY-MM-DD').refine(inOurTime, NOT_IN_OUR_TIME)

/** An ISO date-time with its offset, between 1900 and 2200; stored and answered in UTC. */
export const Instant = z.iso
  .datetime({ offset: true, error: 'Must be an ISO date-time with Z or an offset' })
  .refine(inOurTime, NOT_IN_OUR_TIME)
  .transform((text) => new Date(text).toISOString())

/** A day, or an instant (a client defers by instant). */
export const DateOrInstant = z.union([LocalDate, Instant])

const EMPTY = z.literal('')
const NULL = z.null()

/** Also takes '' and null, which clear the field. */
export const clearable = <S extends z.ZodType>(schema: S) =>
  z
    .union([schema, EMPTY, NULL])
    // After the union: text that may be empty takes '' itself.
    .transform((value) => (value === '' ? null : value) as z.output<S> | null)

const Ignored = z
  .unknown()
  .transform(() => undefined)
  .optional()
  .describe('Accepted and ignored')

/** Fields of a body that clients send although the server decides them, by name. Any value is accepted and ignored. */
export const ignored = <N extends string>(...names: N[]): Record<N, typeof Ignored> =>
  Object.fromEntries(names.map((name) => [name, Ignored])) as Record<N, typeof Ignored>

/** Query parameters of a list that pages. */
export const paging = {
  page: z.coerce.number().int().min(1).optional().describe('Page number from 1, down to row 10,000'),
  pageSize: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: z.string().max(2_000).optional().describe('nextCursor of the page before'),
}

const Count = z.number().int()
const pageFields = {
  total: Count.nullable(),
  page: Count,
  pageSize: Count,
  hasMore: z.boolean(),
  nextCursor: z.string().nullable(),
}

/** A page of rows in answers. `total` is null when a filtered list does not fit one answer. */
export const pageOf = <S extends z.ZodType>(row: S) => z.object({ data: z.array(row), ...pageFields })

/** The answer to a deletion. */
export const Deleted = z.object({ id: z.string(), deleted: z.literal(true) }).meta({ id: 'Deleted' })
export const deleted = (id: string) => ({ id, deleted: true as const })

/** The fields that every entity has in answers. */
export const entityFields = {
  id: z.string(),
  userId: z.string(),
  version: z.number().int().describe('Counts changes from 1; also the ETag'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}

/** Their names without `id`, which some clients may choose. */
export const ENTITY_FIELDS = ['userId', 'version', 'createdAt', 'updatedAt'] as const
