/**
 * - `address`: no address on the public internet, or one that no request is sent to
 * - `protocol`: not http or https
 * - `redirect`: a redirect that is not followed
 * - `too_large`, `timeout`: more bytes or more time than a request may take
 * - `content_type`: an answer of another kind than the caller takes
 * - `unreachable`: no connection, or one that broke
 */
export type RefusalCode = 'address' | 'protocol' | 'redirect' | 'too_large' | 'timeout' | 'content_type' | 'unreachable'

/**
 * A request to an address that a person gave, which was not sent or whose answer was not taken. The message may be shown to
 * that person: it holds no address, neither theirs nor what it resolves to. `cause` is for debugging only.
 */
export class OutboundRefused extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'OutboundRefused'
    this.code = code
  }
}
