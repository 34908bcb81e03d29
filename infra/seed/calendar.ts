import { createConnection } from '../../lib/domain/calendar/connections/connect.service.ts'
import { listConnections } from '../../lib/domain/calendar/connections/connection.service.ts'
import type { Context } from '../../lib/platform/context.ts'
import { icsCalendar } from '../../lib/providers/ics/ics-calendar.ts'

/** Connects the calendar at an address, unless the person has it. A worker brings its events in. Resolves to whether it did. */
export const connectSample = async (ctx: Context, url: string, name = 'Team'): Promise<boolean> => {
  const { data } = await listConnections(ctx)
  if (data.some(({ provider, account }) => provider === 'ics' && account === name)) return false
  await createConnection(ctx, { ics: icsCalendar() }, { provider: 'ics', url, name })
  return true
}
