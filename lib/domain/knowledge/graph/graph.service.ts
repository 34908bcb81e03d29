import type { Context } from '../../../platform/context.ts'
import { load, loadMany } from '../../../platform/events/mutate.ts'
import type { Item } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import { recordOf } from '../links/link-rows.repository.ts'
import { looksLikeId, meaningsOf, sameTitle } from '../links/link-target.ts'
import { allTitles, pagesOf } from '../links/title.repository.ts'
import { meantByName, type Titled } from '../links/titled.ts'
import type { Edge, GraphQuery, VaultGraph } from './graph.schema.ts'
import { around, degreesOf, mostLinked } from './graph.ts'

/** Reads of each of three ranges, 1 MB each: with the center, links to cards by id and the items shown at most 19. */
const PAGES = 4
const MAX_CARDS = 100

/**
 * The items around one, or those with most links, and the links between them. All titles and links of the person are read, in pages
 * of 1 MB: that takes fewer reads than a query for each item met, and at most 19. Of a larger vault the rest is left out,
 * and the answer says so. @throws 404 for an unknown center
 */
export const graphOf = async (ctx: Context, { center, depth, limit }: GraphQuery): Promise<VaultGraph> => {
  const [titles, texts, links] = await Promise.all([
    allTitles(ctx, PAGES),
    pagesOf(ctx, sk.allVaultLinks(), PAGES),
    pagesOf(ctx, sk.allLinksTo(VAULT_ITEM.name), PAGES),
    center === undefined ? null : load(ctx, VAULT_ITEM, center),
  ])
  const listed = links.rows.flatMap(linkEdge)
  const known = new Set([...titles.rows.map(({ target }) => target), ...listed.flatMap(({ from, to }) => [from, to])])
  const records = recordsOf(texts.rows, texts.isCut).filter(({ source }) => known.has(source))
  for (const { id } of await loadMany(ctx, VAULT_ITEM, cardsLinked(records, known))) known.add(id)
  const edges = [...listed, ...textEdges(records, titles.rows, known)]
  const part = center === undefined ? mostLinked([...known], edges, limit) : around(edges, center, { depth, limit })
  const nodes = await nodesOf(ctx, part.ids, titles.rows)
  const degrees = degreesOf(edges)
  const shown = new Set(nodes.map(({ id }) => id))
  return {
    nodes: nodes.map((node) => ({ ...node, degree: degrees.get(node.id) ?? 0 })),
    edges: edges.filter(({ from, to }) => shown.has(from) && shown.has(to)),
    truncated: part.isCut || titles.isCut || texts.isCut || links.isCut,
  }
}

const KINDS_OF_EDGES: Record<string, Edge['kind']> = { linkedItems: 'linkedItem', sourceItemId: 'source' }

const linkEdge = ({ sourceType, source, field, target }: Item): Edge[] => {
  const kind = KINDS_OF_EDGES[String(field)]
  if (sourceType !== VAULT_ITEM.name || !kind || source === target) return []
  return [{ from: String(source), to: String(target), kind }]
}

type Links = { source: string; targets: string[] }

/** What texts link to. The last one may not be whole where the range was cut. */
const recordsOf = (rows: Item[], isCut: boolean): Links[] => {
  const parts = [...Map.groupBy(rows, ({ SK }) => String(SK).split('#')[1] ?? '')]
  return (isCut ? parts.slice(0, -1) : parts).map(([source, own]) => ({
    source,
    targets: recordOf(own)?.links.map(({ target }) => target) ?? [],
  }))
}

const cardsLinked = (records: Links[], known: Set<string>): string[] => {
  const ids = records.flatMap(({ targets }) => targets).filter((target) => looksLikeId(target) && !known.has(target))
  return [...new Set(ids)].slice(0, MAX_CARDS)
}

/** Of several links from one item to another, one. */
const textEdges = (records: Links[], titles: Titled[], known: Set<string>): Edge[] => {
  const byName = meantByName(titles)
  const meant = (text: string) => (known.has(text) ? text : byName.get(sameTitle(text))?.target)
  return records.flatMap(({ source, targets }) => {
    const found = targets.map((target) => meaningsOf(target).map(meant).find(Boolean))
    const others = new Set(found.filter((to) => to !== undefined && to !== source))
    return [...others].map((to): Edge => ({ from: source, to: String(to), kind: 'link' }))
  })
}

type Node = Omit<VaultGraph['nodes'][number], 'degree'>

/** What is shown of items; cards have no row of their title, so they are loaded. */
const nodesOf = async (ctx: Context, ids: string[], titles: Titled[]): Promise<Node[]> => {
  const titled = new Map(titles.map(({ target, title, type, area }) => [target, { id: target, title, type, area }]))
  const others = await loadMany(
    ctx,
    VAULT_ITEM,
    ids.filter((id) => !titled.has(id)),
  )
  const loaded = new Map(others.map(({ id, title, type, area }) => [id, { id, title, type, area }]))
  return ids.map((id) => titled.get(id) ?? loaded.get(id)).filter((node) => node !== undefined) as Node[]
}
