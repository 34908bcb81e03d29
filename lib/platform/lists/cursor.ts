import { createHash } from 'node:crypto'
import { invalidField } from '../errors.ts'

/** Where a list goes on: after which position, and what is known already. */
export type Position = Record<string, unknown>

/**
 * An opaque cursor. It names its list and its owner by a checksum, so one that was damaged or taken from another
 * list or person is recognised. It holds no partition: that always comes from the caller's token.
 */
export const encodeCursor = (list: string, userId: string, position: Position): string => {
  const text = JSON.stringify(position)
  return Buffer.from(`${checksum(list, userId, text)}${text}`).toString('base64url')
}

/** @throws 400 naming `cursor`. */
export const decodeCursor = (list: string, userId: string, cursor: string): Position => {
  const plain = Buffer.from(cursor, 'base64url').toString()
  const [sum, text] = [plain.slice(0, 16), plain.slice(16)]
  if (sum !== checksum(list, userId, text))
    throw invalidField('cursor', 'This cursor does not belong to this list', 'query')
  return JSON.parse(text) as Position
}

const checksum = (list: string, userId: string, text: string): string =>
  createHash('sha256')
    .update(JSON.stringify([list, userId, text]))
    .digest('hex')
    .slice(0, 16)
