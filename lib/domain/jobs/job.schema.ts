import * as z from 'zod'
import { JOB_STATUSES } from '../../platform/jobs/job.ts'
import { paging } from '../fields.ts'

const When = z.iso.datetime().nullable()
const Facts = z.record(z.string(), z.unknown())
const Status = z.enum(JOB_STATUSES)

export const Job = z
  .object({
    id: z.string(),
    kind: z.string().describe('What it does, such as "calendar.import"'),
    status: Status,
    progress: z.object({ done: z.number().int(), total: z.number().int().nullable() }),
    result: Facts.nullable().describe('What came of it, by its kind'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    isCancelRequested: z.boolean(),
    createdAt: z.iso.datetime(),
    startedAt: When,
    finishedAt: When,
  })
  .meta({ id: 'Job' })
export type Job = z.infer<typeof Job>

export const JobQuery = z.object({ kind: z.string().max(100).optional(), status: Status.optional(), ...paging })
export type JobQuery = z.infer<typeof JobQuery>
