import type { Context } from '../../../platform/context.ts'
import { UnreadableError } from '../../../platform/encryption/sealing.ts'
import { ABSENT, putWrite, type Write } from '../../../platform/events/write.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'

/** What the secret of a connection is sealed for. */
export const purposeOf = (connectionId: string) => ({ kind: 'calendarconnection.secret', id: connectionId })

export const newSecretWrite = (ctx: Context, connectionId: string, sealed: string): Write =>
  putWrite(ctx, sk.calendarSecret(connectionId), { sealed }, ABSENT)

/** @throws UnreadableError when there is none */
export const loadSecret = async (ctx: Context, connectionId: string): Promise<string> => {
  const row = await partition(ctx).get(sk.calendarSecret(connectionId), { consistent: true })
  if (typeof row?.sealed !== 'string') throw new UnreadableError()
  return row.sealed
}
