import * as z from 'zod'
import type { JobType } from '../../../platform/jobs/job.ts'

const Input = z.object({ timeZone: z.string() })

/** Brings the events of an iCalendar file in, once. The file is in the job's parts. */
export const CALENDAR_IMPORT: JobType<z.infer<typeof Input>> = {
  kind: 'calendar.import',
  worker: 'job-worker',
  input: Input,
  source: 'import',
}
