import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { rawAnswer } from '../../../lib/platform/http/answer.ts'

const file = { contentType: 'text/plain', body: Buffer.from('hello'), gzipped: gzipSync('hello') }
const bytesOf = ({ body = '' }: { body?: string }) => Buffer.from(body, 'base64')

it.each(['gzip', 'deflate, gzip;q=0.5, br', '*', 'GZIP', 'gzip; q=1, identity;q=0'])(
  'bytes go compressed to a client that takes %s',
  (accepted) => {
    const answer = rawAnswer(file, {}, { acceptEncoding: accepted })
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
    expect(gunzipSync(bytesOf(answer)).toString()).toBe('hello')
  },
)

it.each([undefined, '', 'br', 'identity', 'gzip;q=0', 'gzip; q=0.00, br', 'gzipped'])(
  'bytes go as they are to a client that takes %s',
  (accepted) => {
    const answer = rawAnswer(file, {}, { acceptEncoding: accepted })
    expect(answer.headers).not.toHaveProperty('content-encoding')
    expect(answer.headers).toMatchObject({ vary: 'accept-encoding' })
    expect(bytesOf(answer).toString()).toBe('hello')
  },
)

describe('a raw answer with an ETag', () => {
  const file = { contentType: 'text/calendar', body: 'BEGIN', etag: '"a"', isPrivate: true as const }

  it.each(['"a"', 'W/"a"', '"b", "a"', '*'])('is 304 and empty for a client that sends %s', (ifNoneMatch) => {
    const answer = rawAnswer(file, {}, { ifNoneMatch })
    expect(answer).toMatchObject({ statusCode: 304, body: '', headers: { etag: '"a"' } })
  })

  it.each([undefined, '', '"b"', 'a'])('is whole for a client that sends %s', (ifNoneMatch) => {
    const answer = rawAnswer(file, {}, { ifNoneMatch })
    expect(answer).toMatchObject({ statusCode: 200, body: 'BEGIN', headers: { etag: '"a"' } })
    expect(answer.headers?.['cache-control']).toBe('private, max-age=0')
  })
})
