import { invalidField } from '../../../platform/errors.ts'
import { load } from '../../../platform/events/mutate.ts'
import { loadContent } from '../../knowledge/content/long-content.ts'
import type { VaultItem } from '../../knowledge/items/item.fields.ts'
import { VAULT_ITEM } from '../../knowledge/items/item.kind.ts'
import type { Area } from '../../vocabulary.ts'
import type { VaultContext } from '../feature.ts'

type Sent = {
  content?: string | undefined
  title?: string | undefined
  noteId?: string | undefined
  area?: Area | undefined
  existingTags?: string[] | undefined
}

/** What features know of a note. */
export type NoteFacts = { title: string | null; content: string; area: Area | null; tags: string[] }

/** The text that was sent, else that of the stored item with its title, area and tags. @throws 404, 400 when it has no text */
export const readNote = async (ctx: VaultContext, { noteId, ...sent }: Sent): Promise<NoteFacts> => {
  const { title = null, area = null, existingTags = [] } = sent
  if (sent.content !== undefined) return { title, content: sent.content, area, tags: existingTags }
  const item = await load(ctx, VAULT_ITEM, noteId ?? '')
  return {
    title: title ?? item.title,
    content: await textOfItem(ctx, item),
    area: area ?? item.area,
    tags: [...new Set([...existingTags, ...item.tags])],
  }
}

/** All of an item's text; of a flashcard both sides. @throws 400 when there is none */
export const textOfItem = async (ctx: VaultContext, item: VaultItem): Promise<string> => {
  const text = item.type === 'flashcard' ? `${item.front}\n\n${item.back}` : await loadContent(ctx, ctx.texts, item)
  if (!text?.trim()) throw invalidField('noteId', 'The item has no text')
  return text
}
