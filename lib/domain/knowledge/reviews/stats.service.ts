import type { Context } from '../../../platform/context.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { addDays } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import { type CardCounts, loadCardCounts } from './due-counts.repository.ts'
import type { ReviewStats } from './review.schema.ts'
import { loadReviewDays, type ReviewDay } from './review-days.repository.ts'

const YEAR = 366
const MONTH = 30

/** How learning goes, on the person's days. Reads counts, and no cards. */
export const reviewStats = async (ctx: Context): Promise<ReviewStats> => {
  const [cards, { timeZone }] = await Promise.all([loadCardCounts(ctx), loadProfile(ctx)])
  const today = localDateOf(ctx.now(), timeZone)
  const days = await loadReviewDays(ctx, addDays(today, -YEAR))
  const perDay = [...Map.groupBy(days, ({ date }) => date)]
    .map(([date, rows]) => ({ date, count: rows.reduce((sum, { reviews }) => sum + reviews, 0) }))
    .filter(({ count }) => count > 0)
  return {
    retention: retentionOf(days.filter(({ date }) => date > addDays(today, -MONTH))),
    reviewsPerDay: perDay,
    forecast: forecastOf(cards.days, today),
    maturity: cards.maturity,
    streak: streakOf(new Set(perDay.map(({ date }) => date)), today),
  }
}

const retentionOf = (days: ReviewDay[]): number | null => {
  const tested = days.reduce((sum, day) => sum + day.tested, 0)
  return tested === 0 ? null : days.reduce((sum, day) => sum + day.known, 0) / tested
}

/** Cards by the day they come up on; what is overdue comes up today, and new cards have no day. */
const forecastOf = (days: CardCounts['days'], today: string): ReviewStats['forecast'] => {
  const overdue = [...days].filter(([date]) => date < today).reduce((sum, [, count]) => sum + count, 0)
  return Array.from({ length: MONTH }, (_, i) => {
    const date = addDays(today, i)
    return { date, count: (days.get(date) ?? 0) + (i === 0 ? overdue : 0) }
  })
}

/** Days in a row up to today, or up to yesterday while today has no review yet. */
const streakOf = (days: Set<string>, today: string): number => {
  let day = days.has(today) ? today : addDays(today, -1)
  let streak = 0
  for (; days.has(day); day = addDays(day, -1)) streak += 1
  return streak
}
