import { config } from '../config/config.ts'
import { invalidField } from '../errors.ts'

/**
 * An address of one of our own apps (APP_URLS), to which a browser may be sent back. `path` is that of the first app,
 * where none is sent. @throws 400 naming the field for an address of anybody else, or with a user name in it.
 */
export const returnAddress = (field: string, sent: string | undefined, path: string): string => {
  const origins = config().APP_URLS
  if (sent === undefined) {
    const [first] = origins
    if (!first) throw invalidField(field, 'Send an address: no app is configured (APP_URLS)')
    return first + path
  }
  const url = URL.canParse(sent) ? new URL(sent) : null
  // The whole address, since a blob: has an origin too, and what stands before an @ belongs to none.
  if (!url || !origins.includes(url.origin) || !url.href.startsWith(`${url.origin}/`))
    throw invalidField(field, 'Must be an address of one of our apps')
  return url.href
}
