import type { Entity, Kind } from '../../platform/events/kind.ts'
import { idsIn, linkRow } from '../../platform/events/relation.ts'
import { fieldValue } from '../../platform/events/stored.ts'
import type { Item } from '../../platform/partition.ts'

/** What the link rows from entities to a kind of target hold, made from entities that are at hand. */
export const linkRowsOf = <E extends Entity>(kind: Kind<E>, entities: E[], target: string): Item[] =>
  (kind.relations ?? [])
    .filter((relation) => relation.target === target)
    .flatMap(({ field, summary }) =>
      entities.flatMap((entity) =>
        idsIn(fieldValue(entity, field)).map((id) =>
          linkRow({ field, source: entity.id, sourceType: kind.name, target: id }, summary?.(entity)),
        ),
      ),
    )
