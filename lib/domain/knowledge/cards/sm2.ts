import { DAY_MS } from '../../../platform/units.ts'

/** A card's place in SM-2. `interval`: days. */
export type Sm2 = { interval: number; easeFactor: number; repetitions: number }

/**
 * SM-2 (Woźniak 1990) as clients compute it: an answer of quality 0 to 5. Below 3 the card begins anew and is due at once. The
 * interval is 1 day, 6 days, then the one before times the ease factor, rounded.
 */
export const sm2 = ({ interval, easeFactor, repetitions }: Sm2, quality: number): Sm2 => {
  const ease = Math.max(1.3, easeFactor + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02))
  if (quality < 3) return { interval: 0, easeFactor: ease, repetitions: 0 }
  const next = repetitions === 0 ? 1 : repetitions === 1 ? 6 : Math.round(interval * ease)
  return { interval: next, easeFactor: ease, repetitions: repetitions + 1 }
}

/** `now`: epoch ms. */
export const dueAfter = (days: number, now: number): string => new Date(now + days * DAY_MS).toISOString()
