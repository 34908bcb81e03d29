import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

/**
 * Keeps bodies that are not UTF-8 byte for byte. serverless-offline decodes every body as text, except multipart forms,
 * which it passes on in base64 as AWS does. So a request with such a body is labelled as a form. The function does not see the
 * label: its headers are copied from the request as it was sent.
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
