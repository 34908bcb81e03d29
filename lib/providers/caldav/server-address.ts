import { CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import { OutboundRefused } from '../../platform/outbound/outbound-refused.ts'
import { judgeUrl } from '../../platform/outbound/public-url.ts'

/** Where Apple has its calendars. */
export const APPLE_SERVER = 'https://caldav.icloud.com/'

/**
 * The address of a server, as people write it: without a scheme, with that of a calendar, or only as part of an e-mail address. A
 * password is sent over https alone, except to hosts of `allow` (pairs of host and port), which are a developer's own.
 * @throws CalendarUnavailable
 */
export const serverAddress = (text: string | null, username: string, allow: readonly string[]): string => {
  const written = text?.trim() || username.split('@').slice(1).at(-1) || ''
  if (written === '') throw new CalendarUnavailable('address', 'The address of the server is needed')
  const plain = written.replace(/^(?:caldav|webcal)s?:\/\//i, 'https://')
  try {
    const { url, isAllowed } = judgeUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(plain) ? plain : `https://${plain}`, allow)
    if (url.protocol === 'https:' || isAllowed) return url.href
  } catch (error) {
    if (error instanceof OutboundRefused) throw new CalendarUnavailable(error.code, error.message)
    throw error
  }
  throw new CalendarUnavailable('protocol', 'The address has to begin with https://, so that nobody reads the password')
}
