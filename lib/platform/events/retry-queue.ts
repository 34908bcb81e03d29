const last = new Map<string, Promise<unknown>>()

/**
 * Runs `work` when everything that was queued under this key before has ended, well or not. One process only: on Lambda, where
 * a process has one request at a time, it never waits.
 */
export const queued = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
  const mine = (last.get(key) ?? Promise.resolve()).then(work, work)
  last.set(key, mine)
  try {
    return await mine
  } finally {
    if (last.get(key) === mine) last.delete(key)
  }
}
