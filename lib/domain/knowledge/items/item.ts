import { invalidField } from '../../../platform/errors.ts'
import { blankOf, newEntity, sent } from '../../entity-fields.ts'
import { fieldsByType, itemFields, type VaultItem, type VaultItemType } from './item.fields.ts'
import type { AnyVaultItem } from './item.schema.ts'

/** How much of an item a client searches by itself. */
const SEARCHABLE = 10_000

type Given = { userId: string; id: string; now: number }

/** A new item of a type, with the fields that were sent. `now`: epoch ms. */
export const newItem = (
  type: VaultItemType,
  fields: Pick<VaultItem, 'title' | 'area'> & Partial<VaultItem>,
  { userId, id, now }: Given,
): VaultItem => ({ ...blankOf(itemFields), ...fields, type, ...newEntity(userId, id, now) })

/** The fields of a body without its text, which is stored first. @throws 400 naming a field that the type does not have */
export const patchFor = (type: VaultItemType, body: Record<string, unknown>): Partial<VaultItem> => {
  const { content: _, ...fields } = sent(body)
  const known = fieldsByType[type]
  for (const name of Object.keys(fields))
    if (!(name in known)) throw invalidField(name, `A ${type.replace('_', ' ')} has no such field`)
  return fields as Partial<VaultItem>
}

/** What a card is called whose title nobody has given: the first line of its front. */
export const titleOfCard = (front: string): string =>
  (front.trim().split(/\r?\n/)[0] ?? '').slice(0, 200).toWellFormed()

/**
 * An item for clients: the fields of its type. `whole`: its text where the row has only the beginning; null: the answer has no
 * room for it.
 */
export const viewItem = (item: VaultItem, whole: string | null = item.content): AnyVaultItem => {
  const names = Object.keys(fieldsByType[item.type]) as (keyof VaultItem)[]
  const { id, userId, version, createdAt, updatedAt, type } = item
  const isCut = item.longContent !== null && (whole === null || whole === item.content)
  const view = {
    ...{ id, userId, version, createdAt, updatedAt, type },
    ...Object.fromEntries(names.filter((name) => name in item).map((name) => [name, item[name]])),
    content: isCut ? item.content : whole,
    searchableText: searchableText(item),
    ...(isCut && { contentTruncated: true }),
  }
  return view as AnyVaultItem
}

export const searchableText = ({ title, aliases, content, front, back, tags }: VaultItem): string =>
  [title, ...aliases, content, front, back, ...tags]
    .filter(Boolean)
    .join('\n')
    .slice(0, SEARCHABLE)
    .toWellFormed()
    .toLowerCase()
