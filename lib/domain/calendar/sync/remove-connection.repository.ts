import type { Context } from '../../../platform/context.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { removeChannels } from './channel.repository.ts'
import { loadMirrored, writeMirrored } from './mirror.repository.ts'
import { mirrorNothing } from './mirror.ts'

/** Takes away what a connection brought: its channels, its events, and where its sync was. */
export const removeMirrored = async (ctx: Context, connectionId: string): Promise<void> => {
  const own = partition(ctx)
  await removeChannels(ctx, connectionId)
  await writeMirrored(
    ctx,
    mirrorNothing(connectionId, await loadMirrored(ctx, connectionId), () => false),
  )
  const places = [sk.calendarRuns(connectionId), sk.calendarPlaces(connectionId), sk.calendarSeens(connectionId)]
  const others = await Promise.all(places.map((range) => own.range(range, { consistent: true })))
  await own.writeDerived(new Map(others.flat().map(({ SK }) => [String(SK), null])))
}

/** Takes away the secret of a connection and, last, the row that says that something has to go. */
export const removeState = async (ctx: Context, connectionId: string): Promise<void> => {
  const own = partition(ctx)
  await own.writeDerived(new Map([[sk.calendarSecret(connectionId), null]]))
  await own.writeDerived(new Map([[sk.calendarSync(connectionId), null]]))
}
