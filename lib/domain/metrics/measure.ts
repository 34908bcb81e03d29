import * as z from 'zod'

/** A measured number, of a size that the table keeps exactly. */
export const Measure = z
  .number()
  .min(-1e15)
  .max(1e15)
  .refine((value) => value === 0 || Math.abs(value) >= 1e-100, 'Must be 0 or at least 1e-100')
