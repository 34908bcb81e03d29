import { type Entity, linkRelation, type Relation } from '../../platform/events/kind.ts'

type Filed = Entity & { areaId: string | null }

/** The area that an entity of a kind is filed under (`areaLink` in common-fields.ts). An unknown one is refused with the transaction. */
export const areaRelation = <E extends Filed>(kind: string): Relation<E> =>
  linkRelation<Filed>(kind, 'areaId', 'area', 'Area') as Relation<E>
