import * as z from 'zod'
import type { JobType } from '../../../platform/jobs/job.ts'
import { SYNC_WORKER } from './start-sync.ts'

const Input = z.object({ connectionId: z.string() })

/** The first sync of a new connection, which may be long. */
export const FIRST_SYNC: JobType<z.infer<typeof Input>> = {
  kind: 'calendar.sync',
  worker: SYNC_WORKER,
  input: Input,
  source: 'sync',
}
