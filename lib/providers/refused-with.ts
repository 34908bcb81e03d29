import { CalendarUnavailable } from '../domain/calendar/sync/provider.ts'
import type { PublicResponse } from '../platform/outbound/fetch-public.ts'
import { retryAfterMs } from '../platform/outbound/retry-after.ts'

const LATER = [429, 503]

/** What a server that a person named means by a status other than the wanted one. `now`: epoch ms. */
export const refusedWith = (
  { status, headers }: Pick<PublicResponse, 'status' | 'headers'>,
  now: number,
): CalendarUnavailable =>
  new CalendarUnavailable(`http_${status}`, `The server answers with status ${status}`, {
    retryAfterMs: LATER.includes(status) ? retryAfterMs(headers['retry-after'], now) : 0,
  })
