import { type Kind, linkRelation } from '../../../platform/events/kind.ts'
import type { Tallies } from '../../../platform/events/tallies.ts'
import { cardsDue, sk } from '../../../platform/table/keys.ts'
import { STORAGE } from '../../billing/storage.ts'
import { defaultsOf } from '../../entity-fields.ts'
import { areaRelation } from '../../links/area-relation.ts'
import { quarterOf } from '../../time/dates.ts'
import { titleKey } from '../links/link-target.ts'
import type { Titled } from '../links/titled.ts'
import { itemFields, MAX_LINKED_ITEMS, type VaultItem } from './item.fields.ts'

/** Active cards are found by what they wait for. */
const dueIndex = ({
  type,
  status,
  userId,
  deckId,
  memory,
  nextReviewDate,
  createdAt,
  id,
}: VaultItem): Record<string, string> => {
  if (type !== 'flashcard' || status !== 'active') return {}
  const state = memory === null ? 'new' : memory.state === 'review' ? 'review' : 'learning'
  const at = memory === null ? createdAt : nextReviewDate
  return { GSI1PK: cardsDue.pk(userId, deckId), GSI1SK: cardsDue.sk(state, at, id) }
}

/** From this interval on, in days, a card is mature. */
const MATURE_DAYS = 21

/** Active cards count on their day and by how well they are known: balancing and statistics read no cards. */
const dueTallies = ({ type, status, deckId, memory, nextReviewDate, interval }: VaultItem): Tallies => {
  if (type !== 'flashcard' || status !== 'active') return {}
  if (memory === null) return { [sk.cardsDueIn(deckId, 'new')]: { new: 1 } }
  const day = memory.dueOn ?? nextReviewDate.slice(0, 10)
  const maturity = memory.state !== 'review' ? 'learning' : interval < MATURE_DAYS ? 'young' : 'mature'
  return { [sk.cardsDueIn(deckId, quarterOf(day))]: { [day.slice(5)]: 1, [maturity]: 1 } }
}

/** Flashcards are found by their id alone: what they are called is the beginning of their front. */
const titleRows = ({ id, title, aliases, type, area }: VaultItem): Record<string, Titled> => {
  if (type === 'flashcard') return {}
  const titled = { target: id, title, type, area }
  const keyOf = (name: string) => sk.vaultTitle(titleKey(name), id)
  // Last, since an alias may say the same as the title.
  const own = { [keyOf(title)]: titled }
  return { ...Object.fromEntries(aliases.map((alias) => [keyOf(alias), { ...titled, alias }])), ...own }
}

/** Notes, documents, lessons and flashcards are one kind: each is found by its id alone, and one query lists them all. */
export const VAULT_ITEM: Kind<VaultItem> = {
  name: 'knowledgeitem',
  label: 'Vault item',
  title: 'title',
  text: ['content', 'front', 'back', 'tags', 'aliases'],
  defaults: defaultsOf(itemFields),
  index: (item) => dueIndex(item),
  tallies: dueTallies,
  lookupRows: titleRows,
  stores: {
    bytes: ({ longContent, attachment }) => (longContent?.bytes ?? 0) + (attachment?.bytes ?? 0),
    room: STORAGE,
  },
  derivedRows: (id) => [sk.vaultLinks(id, 0)],
  relations: [
    linkRelation('knowledgeitem', 'linkedItems', 'knowledgeitem', 'Vault item', { max: MAX_LINKED_ITEMS }),
    linkRelation('knowledgeitem', 'sourceItemId', 'knowledgeitem', 'Vault item'),
    areaRelation('knowledgeitem'),
  ],
}
