import { timeOfUlid, ulidsFrom } from '../../platform/ids.ts'

/** All that one request changed, and since when (epoch ms). */
export type ChangeSetRef = { requestId: string; since: number }

/**
 * Names what a request changes, so that it can be undone. It holds no secret and gives no right: it is looked up in the log of
 * whoever sends it. `since`: epoch ms, before the first change.
 */
export const undoTokenOf = ({ requestId, since }: ChangeSetRef): string =>
  `${ulidsFrom(since)}${Buffer.from(requestId).toString('base64url')}`

const TOKEN = /^[0-7][0-9A-HJKMNP-TV-Z]{9}[\w-]{1,190}$/
const TIME_LENGTH = 10

/** Null for what is no token. */
export const readUndoToken = (token: string): ChangeSetRef | null => {
  if (!TOKEN.test(token)) return null
  const requestId = Buffer.from(token.slice(TIME_LENGTH), 'base64url').toString()
  const since = timeOfUlid(token.slice(0, TIME_LENGTH))
  return undoTokenOf({ requestId, since }) === token ? { requestId, since } : null
}
