import { type Kind, linkRelation } from '../../../platform/events/kind.ts'
import { defaultsOf } from '../../entity-fields.ts'
import { itemFields, MAX_LINKED_ITEMS, type VaultItem } from './item.fields.ts'

/** Notes, documents, lessons and flashcards are one kind: each is found by its id alone, and one query lists them all. */
export const VAULT_ITEM: Kind<VaultItem> = {
  name: 'vaultitem',
  label: 'Vault item',
  title: 'title',
  text: ['content', 'front', 'back', 'tags'],
  defaults: defaultsOf(itemFields),
  relations: [
    linkRelation('vaultitem', 'linkedItems', 'vaultitem', 'Vault item', { max: MAX_LINKED_ITEMS }),
    linkRelation('vaultitem', 'sourceItemId', 'vaultitem', 'Vault item'),
  ],
}
