import * as z from 'zod'
import { personContext, type Run, type Summary } from '../../../platform/schedule/run.ts'
import type { CalendarProviders } from './provider.ts'
import { startSync } from './start-sync.ts'
import { type AlsoInRun, syncConnection } from './sync.service.ts'
import { SyncTrigger } from './sync-run.schema.ts'
import { loadState } from './sync-state.repository.ts'

export const SyncStart = z.object({ userId: z.string().min(1), connectionId: z.string().min(1), trigger: SyncTrigger })
export type SyncStart = z.infer<typeof SyncStart>

/**
 * Syncs one connection, unless another run has it. Of what the schedule starts twice the second finds that nothing is due and
 * calls no provider. A run for which there is no time goes on in another invocation.
 */
export const syncOne = async (
  run: Run,
  providers: CalendarProviders,
  { userId, connectionId, trigger }: SyncStart,
  also?: AlsoInRun,
): Promise<Summary> => {
  const ctx = personContext(run, userId, 'sync')
  if (trigger === 'schedule') {
    const state = await loadState(ctx, connectionId)
    const isDue = state?.nextSyncAt && Date.parse(state.nextSyncAt) <= ctx.now()
    if (state && !isDue && !state.isRemoved) return { trigger, outcome: 'notDue' }
  }
  const outcome = await syncConnection(ctx, providers, connectionId, trigger, also)
  if (outcome === 'goesOn') await startSync(ctx, connectionId, trigger)
  return { trigger, outcome }
}
