import * as z from 'zod'

/** The values of the domain's enumerations, as clients spell them (with spaces). */

export const Area = z.enum(['Health', 'Wealth', 'Love', 'Happiness', 'Operations', 'Day Job']).meta({ id: 'Area' })
export type Area = z.infer<typeof Area>

/** Sub-categories belong to areas; GET /vocabulary serves this table. */
export const SUB_CATEGORIES = {
  Health: ['Physical', 'Mental', 'Spiritual', 'Nutrition', 'Sleep', 'Exercise'],
  Wealth: ['Income', 'Expenses', 'Investments', 'Debt', 'Net Worth'],
  Love: ['Romantic', 'Family', 'Friends', 'Social'],
  Happiness: ['Joy', 'Gratitude', 'Purpose', 'Peace'],
  Operations: ['Productivity', 'Organization', 'Systems', 'Habits'],
  'Day Job': ['Career', 'Skills', 'Projects', 'Performance'],
} as const satisfies Record<Area, readonly string[]>

export const SubCategory = z
  .enum([
    ...SUB_CATEGORIES.Health,
    ...SUB_CATEGORIES.Wealth,
    ...SUB_CATEGORIES.Love,
    ...SUB_CATEGORIES.Happiness,
    ...SUB_CATEGORIES.Operations,
    ...SUB_CATEGORIES['Day Job'],
  ])
  .meta({ id: 'SubCategory' })
export type SubCategory = z.infer<typeof SubCategory>

export const Priority = z.enum(['P1', 'P2', 'P3', 'P4']).meta({ id: 'Priority' })
export type Priority = z.infer<typeof Priority>

const BY_NUMBER = { 0: 'P4', 1: 'P3', 2: 'P2', 3: 'P1' } as const satisfies Record<number, Priority>

/** A priority as clients may send it: 'P1' to 'P4', or a number. In a query the number arrives as text. */
export const AnyPriority = z
  .union([Priority, z.literal([0, 1, 2, 3, '0', '1', '2', '3']).transform((number) => BY_NUMBER[number])])
  .meta({ id: 'AnyPriority', description: 'P1 to P4, or a number from 3 (the same as P1) to 0 (P4)' })
