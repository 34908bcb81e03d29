import type { Context } from '../../../platform/context.ts'
import { invalidField } from '../../../platform/errors.ts'
import { commit } from '../../../platform/events/commit.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { partWrites } from '../../../platform/jobs/job-parts.ts'
import { newJob } from '../../../platform/jobs/job-rows.ts'
import { startJob } from '../../../platform/jobs/start-job.ts'
import { countHit } from '../../../platform/rate-limit.ts'
import type { Job } from '../../jobs/job.schema.ts'
import { jobView } from '../../jobs/job.service.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { readCalendar } from '../ics/read/read-calendar.ts'
import { CALENDAR_IMPORT } from './import.job.ts'

const MOST_IN_AN_HOUR = 30

/**
 * Starts to bring the events of an iCalendar file in as the person's own. A second import of the same events changes them.
 * @throws 400 for what is no calendar, 429
 */
export const importCalendar = async (ctx: Context, file: Buffer, claim?: Claim | null): Promise<Job> => {
  const { timeZone } = await loadProfile(ctx)
  const text = file.toString('utf8')
  const calendar = readCalendar(text, { zone: timeZone })
  if (!calendar) throw invalidField([], 'This is no iCalendar file')
  const window = { of: { userId: ctx.userId }, bucket: 'calendar-import', limit: MOST_IN_AN_HOUR, windowSeconds: 3_600 }
  await countHit(window, ctx.now(), ctx.deadline)
  const progress = { done: 0, total: calendar.events.length }
  const { job, write } = newJob(ctx, CALENDAR_IMPORT, { timeZone }, progress)
  const view = jobView(job)
  await commit(ctx, { changes: [], writes: [write, ...partWrites(ctx, job.id, text)], result: view }, claim)
  await startJob(ctx, job)
  return view
}
