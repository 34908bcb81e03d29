import * as z from 'zod'

const TRIGGERS = ['schedule', 'push', 'manual', 'connect'] as const

export const SyncRun = z
  .object({
    id: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    mode: z.enum(['full', 'incremental']),
    trigger: z.enum(TRIGGERS),
    added: z.number().int(),
    updated: z.number().int(),
    deleted: z.number().int(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'CalendarSyncRun' })
export type SyncRun = z.infer<typeof SyncRun>
