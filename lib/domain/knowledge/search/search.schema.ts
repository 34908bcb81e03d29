import * as z from 'zod'
import { Id, Title } from '../../fields.ts'
import { FoundType } from './search.fields.ts'

const Match = z.enum(['text', 'semantic'])
const SearchMode = z.enum(['text', 'semantic', 'hybrid'])
export type SearchMode = z.infer<typeof SearchMode>

export const VaultSearchQuery = z.object({
  q: Title(500).describe('Words, their beginnings or parts, with typing errors; or what it is about'),
  mode: SearchMode.default('hybrid').describe(
    'text: by words; semantic: by meaning; hybrid: by both. Without an embedding model all are text',
  ),
  type: FoundType.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
export type VaultSearchQuery = z.infer<typeof VaultSearchQuery>

export const VaultHit = z
  .object({
    id: z.string(),
    type: FoundType,
    title: z.string(),
    snippet: z.string().describe('From the place that answers best'),
    score: z.number().describe('Compares the rows of one answer'),
    matches: z.array(Match).describe('By what it was found'),
  })
  .meta({ id: 'VaultHit' })
export type VaultHit = z.infer<typeof VaultHit>

export const VaultSearchAnswer = z
  .object({
    data: z.array(VaultHit).describe('Best first'),
    mode: SearchMode.describe('How was searched: text where there is no embedding model, or it does not answer'),
    isWhole: z.boolean().describe('False while the index is being made: only the newest items are found'),
  })
  .meta({ id: 'VaultSearchAnswer' })
export type VaultSearchAnswer = z.infer<typeof VaultSearchAnswer>

export const VaultQuestion = z
  .strictObject({
    question: Title(2_000),
    areaId: Id.nullable().optional().describe('Only from items of this area'),
    tags: z.array(Title(100)).max(20).optional().describe('Only from items with all of these tags'),
  })
  .meta({ id: 'VaultQuestion' })
export type VaultQuestion = z.infer<typeof VaultQuestion>

const place = {
  itemId: z.string(),
  title: z.string(),
  start: z.number().int().describe('Where it begins in the item’s content, in UTF-16 units'),
  end: z.number().int(),
}
const Citation = z.object({ ...place, quote: z.string() }).meta({ id: 'VaultCitation' })
export type Citation = z.infer<typeof Citation>
const Passage = z
  .object({ ...place, type: FoundType, text: z.string(), score: z.number(), matches: z.array(Match) })
  .meta({ id: 'VaultPassage' })
export type Passage = z.infer<typeof Passage>

export const VaultAnswer = z
  .object({
    answer: z.string().nullable().describe('Null where no model answers, or it cannot quote what it says'),
    citations: z.array(Citation).describe('What the answer is made of, each verbatim from the content of an item'),
    passages: z.array(Passage).describe('Best first'),
    provider: z.string().describe('Who answered; "lifeos" where no model did'),
    model: z.string(),
    cached: z.boolean(),
    fallback: z.string().optional().describe('Why no model answered'),
  })
  .meta({ id: 'VaultAnswer' })
export type VaultAnswer = z.infer<typeof VaultAnswer>
