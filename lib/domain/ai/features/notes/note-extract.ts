import * as z from 'zod'
import { Area } from '../../../vocabulary.ts'
import { readNote } from '../../facts/note-facts.ts'
import { feature, type VaultContext } from '../../feature.ts'
import { Confidence, hasText, Line, Lines, Long, noteInput, TEXT_REQUIRED } from '../../parts.ts'

const Extract = z.object({
  title: z.string().min(1).max(300),
  summary: Long,
  keyPoints: Lines,
  suggestedTags: z.array(z.string().min(1).max(60)).max(15),
  suggestedArea: Area.optional(),
  confidence: Confidence,
})

const Url = z.url({ protocol: /^https?$/, error: 'Must be an http or https address' }).max(2_000)

/** What a page or an article says, from its text: addresses are never fetched. */
export const noteExtract = feature({
  name: 'noteExtract',
  choice: 'noteExtract',
  summary: 'Extract title, summary and key points from a text',
  input: z
    .strictObject({ ...noteInput, url: Url.optional().describe('Where the text is from; it is not fetched') })
    .refine(hasText, TEXT_REQUIRED),
  output: Extract,
  ttlSeconds: 86_400,
  read: async (ctx: VaultContext, { url, ...note }) => ({ ...(await readNote(ctx, note)), url: url ?? null }),
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 2_000,
    task: 'Say what this text is: a title, a summary of a few sentences, its key points, up to 8 short tags in lower case, and the area of life that it belongs to. Only what the text says.',
    answer: Extract.extend({ title: Line.min(1), suggestedArea: Area.nullable() }),
    finish: ({ suggestedArea, title, ...rest }) => ({
      ...rest,
      title: title.slice(0, 300).toWellFormed(),
      ...(suggestedArea && { suggestedArea }),
    }),
  },
})
