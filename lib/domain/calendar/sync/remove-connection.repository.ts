import type { Context } from '../../../platform/context.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { loadMirrored, writeMirrored } from './mirror.repository.ts'
import { mirrorNothing } from './mirror.ts'

/** Takes the rows of a connection away: its secret, events, runs and, last, the row that says they have to go. */
export const removeConnectionRows = async (ctx: Context, connectionId: string): Promise<void> => {
  const own = partition(ctx)
  const gone = (keys: string[]) => own.writeDerived(new Map(keys.map((key) => [key, null])))
  await gone([sk.calendarSecret(connectionId)])
  await writeMirrored(
    ctx,
    mirrorNothing(connectionId, await loadMirrored(ctx, connectionId), () => false),
  )
  const places = [sk.calendarRuns(connectionId), sk.calendarPlaces(connectionId), sk.calendarSeens(connectionId)]
  const others = await Promise.all(places.map((range) => own.range(range, { consistent: true })))
  await gone(others.flat().map(({ SK }) => String(SK)))
  await gone([sk.calendarSync(connectionId)])
}
