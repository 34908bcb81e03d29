import * as z from 'zod'
import { invalid, type StripeFailure } from './failures.ts'
import type { Form } from './form.ts'

/** What parameters of Stripe are made of: everything arrives as text, and an empty text unsets. */
export const text = z.string()
export const integer = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number)
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
export const clearable = <T extends z.ZodType>(schema: T) => z.union([z.literal('').transform(() => null), schema])
export const metadata = z.union([
  z.literal('').transform(() => ({})),
  z.record(z.string().max(40), z.string().max(500)),
])
/** Taken and ignored: what the project may send and the stand-in does not act on. */
export const ignored = z.unknown().optional()

const range = z.strictObject({ gt: integer, gte: integer, lt: integer, lte: integer }).partial()

/** The parameters of every list. */
export const page = {
  limit: integer.pipe(z.number().min(1).max(100)).optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  created: z.union([range, integer]).optional(),
}

const pathOf = ([first, ...rest]: PropertyKey[]): string =>
  `${String(first ?? '')}${rest.map((name) => `[${String(name)}]`).join('')}`

const failureOf = (issue: z.core.$ZodIssue): StripeFailure => {
  if (issue.code === 'unrecognized_keys') {
    const param = pathOf([...issue.path, issue.keys[0] ?? ''])
    return invalid(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param })
  }
  const param = pathOf(issue.path)
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().find((one) => one.code === 'unrecognized_keys')
    if (inner) return failureOf({ ...inner, path: [...issue.path, ...inner.path] })
  }
  return invalid(`Invalid ${param}: ${issue.message}`, { param })
}

/**
 * Reads the parameters of a call.
 * @throws StripeFailure 400 that names the first one that is missing, unknown or malformed.
 */
export const readParams = <T extends z.ZodType>(schema: T, form: Form): z.output<T> => {
  const parsed = schema.safeParse(form)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw issue ? failureOf(issue) : invalid('Invalid request')
}
