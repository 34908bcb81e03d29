import * as z from 'zod'
import { load } from '../../../../platform/events/mutate.ts'
import { VAULT_TYPES, type VaultItem } from '../../../knowledge/items/item.fields.ts'
import { VAULT_ITEM } from '../../../knowledge/items/item.kind.ts'
import { meaningsOf, sameTitle } from '../../../knowledge/links/link-target.ts'
import { allTitles } from '../../../knowledge/links/title.repository.ts'
import { wikilinksIn } from '../../../knowledge/links/wikilinks.ts'
import { type RatedCandidate, rateCandidates } from '../../core/link-candidates.ts'
import { readNote } from '../../facts/note-facts.ts'
import { feature, type VaultContext } from '../../feature.ts'
import { Confidence, Line, NoteInput } from '../../parts.ts'

const Link = z.object({
  itemId: z.string(),
  itemTitle: z.string(),
  itemType: z.enum(VAULT_TYPES),
  relevance: Confidence,
  reasoning: Line,
})
const Output = z.object({ suggestedLinks: z.array(Link), confidence: Confidence })
const Answer = z.object({
  links: z.array(z.object({ itemId: z.string(), relevance: Confidence, reasoning: Line })).max(20),
  confidence: Confidence,
})

/** Reads of 1 MB of titles: about 20,000. */
const PAGES = 4
const MOST_CANDIDATES = 100
const MOST_NAMED = 20

/** The text, and the items it does not link to yet, the likeliest first and then the newest. */
const readFacts = async (ctx: VaultContext, input: z.infer<typeof NoteInput>) => {
  const [{ title, content }, item, titles] = await Promise.all([
    readNote(ctx, input),
    input.noteId === undefined ? null : load(ctx, VAULT_ITEM, input.noteId),
    allTitles(ctx, PAGES),
  ])
  const isLinked = linkedBy(content, item)
  const known = titles.rows
    .filter(({ target, title: name }) => !isLinked(target, name))
    .map(({ target: id, title: name, type }) => ({ id, title: name, type }))
    .sort((a, b) => (a.id < b.id ? 1 : -1))
  return { title, content, candidates: rateCandidates(`${title ?? ''}\n${content}`, known).slice(0, MOST_CANDIDATES) }
}

const linkedBy = (content: string, item: VaultItem | null) => {
  const linked = new Set([item?.id ?? '', ...(item?.linkedItems ?? [])])
  const meant = new Set(
    wikilinksIn(content)
      .flatMap(({ target }) => meaningsOf(target))
      .map(sameTitle),
  )
  return (id: string, title: string): boolean =>
    linked.has(id) || meant.has(sameTitle(id)) || meant.has(sameTitle(title))
}

type Facts = Awaited<ReturnType<typeof readFacts>>

const shown = ({ id, title, type }: RatedCandidate) => ({
  itemId: id,
  itemTitle: title,
  itemType: type as z.infer<typeof Link>['itemType'],
})

/** Items that the text names without linking to them. */
const core = ({ candidates }: Facts): z.infer<typeof Output> => {
  const named = candidates.filter(({ isNamed }) => isNamed).slice(0, MOST_NAMED)
  return {
    suggestedLinks: named.map((one) => ({
      ...shown(one),
      relevance: Math.round(one.relevance * 100) / 100,
      reasoning: `The text says "${one.title}" without linking to it`.slice(0, 2_000).toWellFormed(),
    })),
    confidence: named.length > 0 ? 0.7 : 0.4,
  }
}

const finish = ({ links, confidence }: z.infer<typeof Answer>, { candidates }: Facts): z.infer<typeof Output> => {
  const known = new Map(candidates.map((one) => [one.id, one]))
  const suggestedLinks = [...new Map(links.map((link) => [link.itemId, link])).values()].flatMap((link) => {
    const candidate = known.get(link.itemId)
    return candidate ? [{ ...link, ...shown(candidate) }] : []
  })
  return { suggestedLinks, confidence }
}

/** Items of the vault that a note could link to. */
export const noteLinkSuggest = feature({
  name: 'noteLinkSuggest',
  choice: 'noteLinkSuggest',
  summary: 'Suggest links to other items of the vault',
  input: NoteInput,
  output: Output,
  ttlSeconds: 3_600,
  read: readFacts,
  core,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 1_500,
    task: 'Which of "candidates" should the note link to? Name up to 10 by id, only where a reader of the note would follow the link, none otherwise. Say why in a sentence.',
    answer: Answer,
    finish,
  },
})
