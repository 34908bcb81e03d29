import type { Context } from '../../../platform/context.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { DAY_MS } from '../../../platform/units.ts'
import { zettelIdAt } from '../items/zettel.repository.ts'

const SECOND_MS = 1_000
/** Ids that are looked at together once the first choices are taken. */
const LOOKED_AT = 600

/** When a note says that it was written, as digits of the person's clock (epoch ms), and its place among those of the import. */
export type WantedZettel = { wall: number; place: number }

/**
 * A free id for each of some notes: the second at which it was written or, because the files of an archive often have one time for
 * all, another second of that day, which the note's place says; else the next free one.
 */
export const freeZettels = async (ctx: Context, wanted: WantedZettel[]): Promise<string[]> => {
  const choices = wanted.map(({ wall, place }) => [zettelIdAt(wall), zettelIdAt(spread(wall, place))])
  const rows = await partition(ctx).getMany([...new Set(choices.flat())].map(sk.zettel), { consistent: true })
  const taken = new Set(rows.map(({ SK }) => String(SK)))
  const free = (id: string) => !taken.has(sk.zettel(id))
  const found: string[] = []
  for (const [i, one] of choices.entries()) {
    const { wall, place } = wanted[i] ?? { wall: 0, place: 0 }
    const id = one.find(free) ?? (await nextFree(ctx, spread(wall, place), free))
    taken.add(sk.zettel(id))
    found.push(id)
  }
  return found
}

const spread = (wall: number, place: number): number => {
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS
  return midnight + ((wall - midnight + place * SECOND_MS) % DAY_MS)
}

const nextFree = async (ctx: Context, wall: number, free: (id: string) => boolean): Promise<string> => {
  for (let from = wall; ; from += LOOKED_AT * SECOND_MS) {
    const ids = Array.from({ length: LOOKED_AT }, (_, i) => zettelIdAt(from + i * SECOND_MS))
    const [first = '', last = ''] = [ids[0], ids.at(-1)]
    const rows = await partition(ctx).range({ from: sk.zettel(first), to: sk.zettel(last) }, { consistent: true })
    const stored = new Set(rows.map(({ SK }) => String(SK)))
    const id = ids.find((one) => free(one) && !stored.has(sk.zettel(one)))
    if (id) return id
  }
}
