import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

/**
 * The framework makes a text of every body, in which bytes that are no UTF-8 are lost. A form with files it hands on in
 * base64, as AWS does with all bytes. So when it sets such a body on the request, this says it is one; the function's
 * headers are taken from elsewhere and stay as they were sent.
 */
export const keepExactBody = (request: IncomingMessage): void => {
  let payload: unknown
  Object.defineProperty(request, 'payload', {
    get: () => payload,
    set: (body: unknown) => {
      payload = body
      if (Buffer.isBuffer(body) && !isUtf8(body)) request.headers['content-type'] = 'multipart/form-data'
    },
  })
}
