import { overQuota } from './failures.ts'

const MINUTE_MS = 60_000

/** Requests of one person within a minute. Over the limit Google answers now 403, now 429. `now`: epoch ms. */
export const createQuotas = (now: () => number, perMinute = 600) => {
  const times = new Map<string, number[]>()
  let refused = 0
  return {
    /** @throws GoogleFailure over the limit */
    take: (email: string): void => {
      const recent = (times.get(email) ?? []).filter((at) => at > now() - MINUTE_MS)
      times.set(email, recent)
      if (recent.length >= perMinute) {
        refused += 1
        const [oldest = 0] = recent
        throw refused % 2 ? overQuota(403) : overQuota(429, Math.ceil((oldest + MINUTE_MS - now()) / 1_000))
      }
      recent.push(now())
    },
  }
}
