/** More than any step of a test takes, on a slow and busy machine too. */
export const AMPLE_MS = 120_000

/** What a busy machine may add to a wait. What a limit on time is there to exclude takes far longer, or forever. */
export const BUSY_MS = 5_000

/** The time this process computes in `work`, in milliseconds: what other processes do meanwhile does not count. */
export const cpuMs = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
