import type { Context } from '../context.ts'
import type { Entity, Kind } from './kind.ts'
import { keyed, staleRead, type Write } from './write.ts'

/** Numbers by sort key and attribute. */
export type Tallies = Record<string, Record<string, number>>

/** By how much a change of an entity changes what it adds to rows; null: it is not there, or in the trash. */
export const tallyChange = <E extends Entity>(kind: Kind<E>, before: E | null, after: E | null): Tallies =>
  kind.tallies ? summed([after ? kind.tallies(after) : {}, before ? negative(kind.tallies(before)) : {}]) : {}

const negative = (tallies: Tallies): Tallies =>
  Object.fromEntries(
    Object.entries(tallies).map(([SK, row]) => [
      SK,
      Object.fromEntries(Object.entries(row).map(([name, count]) => [name, -count])),
    ]),
  )

/** Their sum, without what comes to nothing. */
const summed = (all: Tallies[]): Tallies => {
  const rows = new Map<string, Map<string, number>>()
  for (const [SK, row] of all.flatMap((one) => Object.entries(one))) {
    const sums = rows.get(SK) ?? new Map<string, number>()
    for (const [name, count] of Object.entries(row)) sums.set(name, (sums.get(name) ?? 0) + count)
    rows.set(SK, sums)
  }
  const kept = [...rows].map(([SK, sums]) => [SK, [...sums].filter(([, count]) => count !== 0)] as const)
  return Object.fromEntries(kept.filter(([, row]) => row.length > 0).map(([SK, row]) => [SK, Object.fromEntries(row)]))
}

/** Adds what changes of a transaction come to, in one update of each row: exact, whatever runs at the same time. */
export const tallyWrites = (ctx: Context, changes: { tallies: Tallies }[]): Write[] =>
  Object.entries(summed(changes.map(({ tallies }) => tallies))).map(([SK, row]) => {
    const names = Object.keys(row)
    return {
      item: {
        Update: {
          ...keyed(ctx, SK),
          UpdateExpression: `ADD ${names.map((_, i) => `#n${i} :n${i}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#n${i}`, name])),
          ExpressionAttributeValues: Object.fromEntries(names.map((name, i) => [`:n${i}`, row[name]])),
        },
      },
      refused: staleRead,
    }
  })
