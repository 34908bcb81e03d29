import { keepChannels } from '../../lib/domain/calendar/channels/keep-channels.service.ts'
import { placeFocusBlocks } from '../../lib/domain/calendar/focus/focus-run.service.ts'
import { isOver, type Job } from '../../lib/domain/calendar/sync/sync-calendar.service.ts'
import { SyncStart, syncOne } from '../../lib/domain/calendar/sync/sync-worker.service.ts'
import { workerLambda } from '../../lib/platform/invocation/worker-lambda.ts'
import { calendarProviders } from '../../lib/providers/calendar-providers.ts'

const providers = calendarProviders()

const also = async (job: Job): Promise<boolean> => {
  const isDone = await placeFocusBlocks(job)
  await keepChannels(job.ctx, job, () => isOver(job))
  return isDone
}

export const handler = workerLambda('sync-calendar', SyncStart, (run, start) => syncOne(run, providers, start, also))
