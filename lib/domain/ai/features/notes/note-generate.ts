import * as z from 'zod'
import { load } from '../../../../platform/events/mutate.ts'
import { Id } from '../../../fields.ts'
import { VAULT_ITEM } from '../../../knowledge/items/item.kind.ts'
import { Area } from '../../../vocabulary.ts'
import { feature, type VaultContext } from '../../feature.ts'
import { asAnswered, Confidence, Lines, Long, Name } from '../../parts.ts'

const Generated = z.object({ generatedContent: Long, structure: Lines, keyTopics: Lines, confidence: Confidence })

const Input = z
  .strictObject({ title: Name.optional(), area: Area.optional(), noteId: Id.optional() })
  .refine(({ title, noteId }) => title !== undefined || noteId !== undefined, {
    path: ['title'],
    error: 'Either title or noteId is required',
  })
  .refine(({ area, noteId }) => area !== undefined || noteId !== undefined, {
    path: ['area'],
    error: 'Either area or noteId is required',
  })

const read = async (ctx: VaultContext, { title, area, noteId }: z.infer<typeof Input>) => {
  const item = noteId === undefined ? null : await load(ctx, VAULT_ITEM, noteId)
  return { title: title ?? item?.title ?? '', area: area ?? item?.area ?? null }
}

/** The first draft of a note. */
export const noteGenerate = feature({
  name: 'noteGenerate',
  choice: 'noteGenerate',
  summary: 'Write the first draft of a note',
  input: Input,
  output: Generated,
  ttlSeconds: 86_400,
  read,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 4_000,
    task: 'Write the first draft of a note with this title in Markdown: what is known about it, in sections, with open questions at the end. Say where you are unsure.',
    answer: Generated,
    finish: asAnswered,
  },
})
