import * as z from 'zod'
import { keepChannels } from '../../lib/domain/calendar/channels/keep-channels.service.ts'
import { placeFocusBlocks } from '../../lib/domain/calendar/focus/focus-run.service.ts'
import { firstSync } from '../../lib/domain/calendar/sync/first-sync.service.ts'
import { SYNC_WORKER } from '../../lib/domain/calendar/sync/start-sync.ts'
import { isOver, type Job } from '../../lib/domain/calendar/sync/sync-calendar.service.ts'
import { SyncStart, syncOne } from '../../lib/domain/calendar/sync/sync-worker.service.ts'
import { workerLambda } from '../../lib/platform/invocation/worker-lambda.ts'
import { JobStart, workOn } from '../../lib/platform/jobs/job-lambda.ts'
import { calendarProviders } from '../../lib/providers/calendar-providers.ts'

const providers = calendarProviders()

const also = async (job: Job): Promise<boolean> => {
  const isDone = await placeFocusBlocks(job)
  await keepChannels(job.ctx, job, () => isOver(job))
  return isDone
}

const runners = [firstSync(providers, also)]
const Start = z.union([SyncStart, JobStart])

export const handler = workerLambda('sync-calendar', Start, (run, start) =>
  'jobId' in start ? workOn(run, SYNC_WORKER, runners, start) : syncOne(run, providers, start, also),
)
