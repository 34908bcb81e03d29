import type { Context } from '../../../platform/context.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { addDays } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import { listDecks } from '../decks/deck.service.ts'
import type { VaultItem } from '../items/item.fields.ts'
import { activeCards } from '../items/waiting-cards.repository.ts'
import type { ReviewStats } from './review.schema.ts'
import { loadReviewDays, type ReviewDay } from './review-days.repository.ts'

const YEAR = 366
const MONTH = 30
/** From this interval on, in days, a card is mature. */
const MATURE_DAYS = 21

/** How learning goes, on the person's days. Reads every active card. */
export const reviewStats = async (ctx: Context): Promise<ReviewStats> => {
  const [decks, { timeZone }] = await Promise.all([listDecks(ctx), loadProfile(ctx)])
  const today = localDateOf(ctx.now(), timeZone)
  const [days, ...cards] = await Promise.all([
    loadReviewDays(ctx, addDays(today, -YEAR)),
    ...decks.map(({ id }) => activeCards(ctx, id)),
  ])
  const all = cards.flat()
  const perDay = [...Map.groupBy(days, ({ date }) => date)]
    .map(([date, rows]) => ({ date, count: rows.reduce((sum, { reviews }) => sum + reviews, 0) }))
    .filter(({ count }) => count > 0)
  return {
    retention: retentionOf(days.filter(({ date }) => date > addDays(today, -MONTH))),
    reviewsPerDay: perDay,
    forecast: forecastOf(all, today, timeZone),
    maturity: maturityOf(all),
    streak: streakOf(new Set(perDay.map(({ date }) => date)), today),
  }
}

const retentionOf = (days: ReviewDay[]): number | null => {
  const tested = days.reduce((sum, day) => sum + day.tested, 0)
  return tested === 0 ? null : days.reduce((sum, day) => sum + day.known, 0) / tested
}

/** Cards by the day they come up on; what is overdue comes up today, and new cards have no day. */
const forecastOf = (cards: VaultItem[], today: string, zone: string): ReviewStats['forecast'] => {
  const counts = new Map(Array.from({ length: MONTH }, (_, i) => [addDays(today, i), 0]))
  for (const { memory, nextReviewDate } of cards) {
    if (memory === null) continue
    const due = localDateOf(Date.parse(nextReviewDate), zone)
    const date = due < today ? today : due
    const count = counts.get(date)
    if (count !== undefined) counts.set(date, count + 1)
  }
  return [...counts].map(([date, count]) => ({ date, count }))
}

const maturityOf = (cards: VaultItem[]): ReviewStats['maturity'] => {
  const counts = { new: 0, learning: 0, young: 0, mature: 0 }
  for (const { memory, interval } of cards)
    counts[
      memory === null ? 'new' : memory.state !== 'review' ? 'learning' : interval < MATURE_DAYS ? 'young' : 'mature'
    ] += 1
  return counts
}

/** Days in a row up to today, or up to yesterday while today has no review yet. */
const streakOf = (days: Set<string>, today: string): number => {
  let day = days.has(today) ? today : addDays(today, -1)
  let streak = 0
  for (; days.has(day); day = addDays(day, -1)) streak += 1
  return streak
}
