import { flag, line, shortText, text } from '../../common-fields.ts'
import { described, type StoredOf } from '../../entity-fields.ts'

/** An area of responsibility in the sense of PARA: a part of life that a person keeps up, without an end. */
export const areaFields = {
  name: line(200),
  description: text(),
  color: described(shortText(50), 'As the client writes it: #336699, or a name'),
  archived: flag(false),
}
export type ParaArea = StoredOf<typeof areaFields>
