/** A list in chunks of `size`, the last one shorter. */
export const chunked = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))

/**
 * Does `work` for each item, at most `limit` of them at a time. Every item that was begun is finished before this settles.
 * @throws the first failure, once nothing is under way; with `goOn`, once all other items are done.
 */
export const inParallel = async <T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
  { goOn = false } = {},
): Promise<void> => {
  const rest = items[Symbol.iterator]()
  const failures: unknown[] = []
  const worker = async () => {
    for (let next = rest.next(); !next.done && (goOn || failures.length === 0); next = rest.next())
      await work(next.value).catch((error) => failures.push(error))
  }
  await Promise.all(Array.from({ length: limit }, worker))
  if (failures.length > 0) throw failures[0]
}
