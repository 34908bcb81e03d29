import * as z from 'zod'
import { Id } from '../fields.ts'

const MAX_TYPES = 20

const EntityType = z.string().regex(/^[a-z_]{1,40}$/, 'Must be a type such as task')

export const SearchQuery = z.object({
  q: z
    .string()
    .max(200)
    .describe(
      'Words or their beginnings, in any case; all of them must be found. Where nothing is, parts of words and typing errors count too',
    ),
  types: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat().flatMap((one) => one.split(',')))
    .pipe(z.array(EntityType).max(MAX_TYPES))
    .optional()
    .describe('Such as task,goal; also repeated'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export type SearchQuery = z.infer<typeof SearchQuery>

export const SearchResult = z
  .object({
    entityType: z.string(),
    id: z.string(),
    title: z.string().describe('Its title, name or date, or how its text begins'),
    excerpt: z.string().describe('How its text begins'),
    score: z.number(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'SearchResult' })
export type SearchResult = z.infer<typeof SearchResult>

export const SearchAnswer = z
  .object({
    results: z.array(SearchResult).describe('Best first'),
    total: z.number().int().nullable().describe('How many there are; null when there are too many to count'),
    source: z.enum(['index', 'table']).describe('table: the index is not there, so everything was read'),
  })
  .meta({ id: 'SearchAnswer' })
export type SearchAnswer = z.infer<typeof SearchAnswer>

export const ImpactPath = z.object({ entityType: EntityType, id: Id })

const ImpactLink = z
  .object({
    entityType: z.string(),
    id: z.string(),
    title: z.string(),
    field: z.string().describe('The field that holds the link'),
  })
  .meta({ id: 'ImpactLink' })
export type ImpactLink = z.infer<typeof ImpactLink>

export const Impact = z
  .object({
    entityType: z.string(),
    id: z.string(),
    title: z.string(),
    linkedFrom: z.array(ImpactLink).describe('What points at it, and would lose that link with it'),
    linksTo: z.array(ImpactLink).describe('What it points at'),
  })
  .meta({ id: 'Impact' })
export type Impact = z.infer<typeof Impact>
