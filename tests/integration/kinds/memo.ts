import { line, links, text } from '../../../lib/domain/common-fields.ts'
import { defaultsOf, type StoredOf } from '../../../lib/domain/entity-fields.ts'
import { type Kind, linkRelation } from '../../../lib/platform/events/kind.ts'

export const memoFields = { title: line(200), text: text(50_000), goalIds: links(10) }
export type Memo = StoredOf<typeof memoFields>

/** A kind that the project does not have: all that docs/adding-a-domain.md asks of a domain, but for its routes. */
export const MEMO: Kind<Memo> = {
  name: 'memo',
  label: 'Memo',
  title: 'title',
  text: ['text'],
  defaults: defaultsOf(memoFields),
  relations: [linkRelation('memo', 'goalIds', 'goal', 'Goal')],
}
