import type { Context } from '../../platform/context.ts'
import type { Backlink } from '../../platform/events/change.ts'
import type { Entity, Kind } from '../../platform/events/kind.ts'
import { summaryIn } from '../../platform/events/relation.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'

/** Who points at an entity, and in which field: its link rows. */
export const backlinksOf = async <E extends Entity>(ctx: Context, kind: Kind<E>, id: string): Promise<Backlink[]> => {
  const prefixes = [sk.linksTo(kind.name, id), ...(kind.backlinkRows?.(id) ?? [])]
  const { range } = partition(ctx)
  const pages = await Promise.all(prefixes.map((prefix) => range(prefix, { consistent: true })))
  return pages.flat().map((row) => {
    const { sourceType, source, field } = row
    const { parts } = summaryIn(row) as { parts?: string[] }
    return { kind: String(sourceType), id: String(source), field: String(field), ...(parts && { parts }) }
  })
}
