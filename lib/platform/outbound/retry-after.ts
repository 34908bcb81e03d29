/** What a Retry-After asks for, seconds or a date (RFC 9110, 10.2.3), in ms; 0 without one. `now`: epoch ms. */
export const retryAfterMs = (value: string | null | undefined, now: number): number => {
  const text = value?.trim() ?? ''
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : 0
}
