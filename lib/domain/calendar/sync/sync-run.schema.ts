import * as z from 'zod'

export const SyncTrigger = z.enum(['schedule', 'push', 'manual', 'connect'])

export const SyncRun = z
  .object({
    id: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    mode: z.enum(['full', 'incremental']),
    trigger: SyncTrigger,
    added: z.number().int(),
    updated: z.number().int(),
    deleted: z.number().int(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'CalendarSyncRun' })
export type SyncRun = z.infer<typeof SyncRun>
