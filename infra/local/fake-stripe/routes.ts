import type * as z from 'zod'
import type { Books } from './books.ts'
import type { Form } from './form.ts'
import { readParams } from './params.ts'

/** One call of the API. `id` is what stands in the path. */
export type Route = {
  method: 'GET' | 'POST' | 'DELETE'
  /** `/v1/customers/:id` */
  path: string
  run: (books: Books, form: Form, id: string) => object
}

/** A call whose parameters are read by `schema` before `run`. */
export const route = <T extends z.ZodType>(
  method: Route['method'],
  path: string,
  schema: T,
  run: (books: Books, params: z.output<T>, id: string) => object,
): Route => ({
  method,
  path,
  run: (books, form, id) => run(books, readParams(schema, form), id),
})

/** Metadata after an update: an empty value removes its key. */
export const mergeMetadata = (
  known: Record<string, string>,
  wanted: Record<string, string> = {},
): Record<string, string> =>
  Object.fromEntries(Object.entries({ ...known, ...wanted }).filter(([, value]) => value !== ''))
