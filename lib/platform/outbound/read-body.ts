import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { OutboundRefused } from './outbound-refused.ts'

export const ACCEPT_ENCODING = 'gzip, deflate, br'

/**
 * The decompressed body of an answer. Reading ends with the first byte above `maxBytes`, and so does decompressing: no more
 * than twice that is ever held.
 * @throws OutboundRefused `too_large`, or `content_type` for a compression that was not asked for; any error of a damaged body.
 */
export const readBody = async (answer: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const encoding = answer.headers['content-encoding']?.trim().toLowerCase() ?? ''
  const decompress = decompressFor(encoding)
  const body = await received(answer, maxBytes)
  if (!decompress || body.length === 0) return body
  try {
    return await decompress(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes)
    throw error
  }
}

const received = async (answer: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  if (Number(answer.headers['content-length']) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (maxBytes: number) =>
  new OutboundRefused('too_large', `The answer is larger than ${Math.ceil(maxBytes / 1_000_000)} MB`)

type Decompress = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const gunzipped: Decompress = promisify(gunzip)
const unbrotlied: Decompress = promisify(brotliDecompress)

/** "deflate" has a zlib header by the standard, and none from some servers. */
const inflated: Decompress = (body, options) =>
  promisify(((body[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw)(body, options)

/** Null for a body that is not compressed. One that is compressed twice is refused: only an attacker needs that. */
const decompressFor = (encoding: string): Decompress | null => {
  if (encoding === '' || encoding === 'identity') return null
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipped
  if (encoding === 'br') return unbrotlied
  if (encoding === 'deflate') return inflated
  throw new OutboundRefused('content_type', 'The answer is compressed in a way that is not supported')
}
