import type { Context } from '../../platform/context.ts'
import { invalidField } from '../../platform/errors.ts'
import { create, nextChangeAt, update } from '../../platform/events/change.ts'
import { findAt, load, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { listPage, type Page, type Paging } from '../../platform/lists/list.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'

import { loadProfile } from '../profile/profile.service.ts'
import { localDateOf } from '../time/zone.ts'
import type { Asked } from './habit-week.ts'
import { factsOf } from './week-facts.ts'
import type { WeekFigures, WeeklyReview } from './weekly-review.schema.ts'
import { figuresOf, WEEKLY_REVIEW, weekOf } from './weekly-review.ts'

/** The figures of the current week, and the id of its review if one was generated. */
export const readCurrentWeek = (ctx: Context) => readWeek(ctx)

/**
 * The current figures of the week that contains a day (today by default).
 * @throws 400 naming date, for a week that has not begun
 */
export const readWeek = async (ctx: Context, date?: string): Promise<WeekFigures & { reviewId: string | null }> => {
  const asked = await begunWeek(ctx, date)
  const SK = sk.weeklyReview(asked.week.start)
  const [facts, review] = await Promise.all([factsOf(ctx, asked), findAt(ctx, WEEKLY_REVIEW, SK)])
  return { ...figuresOf(facts), reviewId: review?.id ?? null }
}

/**
 * Stores the figures of a week. There is one review for each week: generating it again updates it.
 * @throws 400 naming date, for a week that has not begun
 */
export const generateReview = async (ctx: Context, date?: string, claim?: Claim | null): Promise<WeeklyReview> => {
  const asked = await begunWeek(ctx, date)
  return untilCommitted(
    ctx,
    async () => {
      const SK = sk.weeklyReview(asked.week.start)
      const before = await findAt(ctx, WEEKLY_REVIEW, SK, { consistent: true })
      const figures = figuresOf(await factsOf(ctx, asked))
      const now = ctx.now()
      if (before) {
        const change = update(WEEKLY_REVIEW, before, figures, nextChangeAt(before, now), 'regenerated')
        return { changes: change ? [change] : [], result: change?.after ?? before }
      }
      const made = create(WEEKLY_REVIEW, { ...figures, id: ctx.newId(now), userId: ctx.userId }, now, 'generated')
      return { changes: [made], result: made.after, upsert: true }
    },
    claim,
  )
}

const begunWeek = async (ctx: Context, date?: string): Promise<Asked> => {
  const { timeZone: zone, weekStart } = await loadProfile(ctx)
  const today = localDateOf(ctx.now(), zone)
  const week = weekOf(date ?? today, weekStart)
  if (week.start > today) throw invalidField('date', 'This week has not begun')
  return { week, today, zone, weekStart }
}

/** @throws 404 */
export const readReview = (ctx: Context, id: string): Promise<WeeklyReview> => load(ctx, WEEKLY_REVIEW, id)

/** Reviews, the newest week first. */
export const listReviews = (ctx: Context, paging: Paging): Promise<Page<WeeklyReview>> => {
  const range = { ...startingWith(sk.weeklyReviews()), descending: true }
  const read = (item: Record<string, unknown>) => fromItem(WEEKLY_REVIEW, item)
  return listPage(ctx, { name: 'weekly reviews', range, read, counted: WEEKLY_REVIEW.name }, paging)
}
