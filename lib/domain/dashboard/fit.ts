import { fitting } from '../../platform/lists/list.ts'
import type { Dashboard } from './dashboard.schema.ts'

export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** A dashboard of at most `most` bytes of JSON: its longest lists are cut. */
export const fitDashboard = ({ wallet, ...lists }: Dashboard, most: number): Dashboard => ({
  ...fitTogether(lists, most - bytesOf(wallet)),
  wallet,
})

/**
 * The lists, cut so that together they take `most` bytes of JSON. Short ones stay whole; the longest share evenly what
 * those leave, and keep their first rows, at least one.
 */
export const fitTogether = <T extends Record<string, unknown[]>>(lists: T, most: number): T => {
  const sized = Object.entries(lists).map(([name, rows]) => ({ name, rows, bytes: bytesOf(rows) }))
  sized.sort((a, b) => a.bytes - b.bytes)
  let left = most
  const fitted = sized.map(({ name, rows, bytes }, i) => {
    const share = left / (sized.length - i)
    left -= Math.min(bytes, share)
    return [name, bytes <= share ? rows : fitting(rows, share)]
  })
  return Object.fromEntries(fitted) as T
}
