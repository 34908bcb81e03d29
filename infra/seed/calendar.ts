import { createConnection } from '../../lib/domain/calendar/connections/connect.service.ts'
import { listConnections } from '../../lib/domain/calendar/connections/connection.service.ts'
import { FIRST_SYNC } from '../../lib/domain/calendar/sync/first-sync.job.ts'
import type { Job } from '../../lib/domain/jobs/job.schema.ts'
import { listJobs } from '../../lib/domain/jobs/job.service.ts'
import type { Context } from '../../lib/platform/context.ts'
import { icsCalendar } from '../../lib/providers/ics/ics-calendar.ts'

/** Connects the calendar at an address, unless the person has it. A worker brings its events in. Resolves to whether it did. */
export const connectSample = async (ctx: Context, url: string, name = 'Team'): Promise<boolean> => {
  const { data } = await listConnections(ctx)
  if (data.some(({ provider, account }) => provider === 'ics' && account === name)) return false
  await createConnection(ctx, { ics: icsCalendar() }, { provider: 'ics', url, name })
  return true
}

/** The newest first sync of a connection. */
export const firstSyncOf = async (ctx: Context): Promise<Job> => {
  const { data } = await listJobs(ctx, { kind: FIRST_SYNC.kind, pageSize: 1 })
  const [job] = data
  if (!job) throw new Error('The connection has no job')
  return job
}
