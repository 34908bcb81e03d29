import { areaLink, flag, line, link, tags, webAddress } from '../../common-fields.ts'
import { described, type StoredOf } from '../../entity-fields.ts'

/** A resource in the sense of PARA: what a person keeps about a topic, an address or a note of the vault. */
export const resourceFields = {
  title: line(),
  url: described(webAddress(), 'Kept as it is; nothing is ever fetched from it'),
  noteId: described(link(), 'An item of the vault'),
  topic: line(200),
  tags: tags(),
  areaId: areaLink(),
  archived: flag(false),
}
export type Resource = StoredOf<typeof resourceFields>
