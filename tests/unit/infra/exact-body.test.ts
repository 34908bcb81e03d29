import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { keepExactBody } from '../../../infra/local/exact-body.ts'

const events = join(import.meta.dirname, '../../../node_modules/serverless-offline/src/events/http/lambda-events')
const { default: LambdaEvent } = await import(pathToFileURL(join(events, 'LambdaProxyIntegrationEventV2.js')).href)

/** The event that serverless-offline makes of a request, in the steps of its HttpServer. */
const eventFor = (body: Buffer, type: string) => {
  const raw = new IncomingMessage(new Socket())
  raw.headers['content-type'] = type
  raw.rawHeaders.push('Content-Type', type)
  keepExactBody(raw)
  const payload = body.toString('utf8')
  const request = {
    headers: raw.headers,
    raw: { req: Object.assign(raw, { payload: body }) },
    payload,
    rawPayload: payload,
    params: {},
    info: { received: 0, remoteAddress: '127.0.0.1' },
    method: 'post',
    path: '/',
    route: { path: '/' },
    url: new URL('http://localhost/'),
  }
  return new LambdaEvent(request, '$default', 'POST /', {}).create()
}

const bytesOf = (event: { body: string; isBase64Encoded: boolean }) =>
  Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8')

describe('the local gateway hands on', () => {
  test('a body that is no UTF-8 in base64, byte for byte, under the headers it was sent with', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at))
    const event = eventFor(bytes, 'application/json')
    expect(bytesOf(event).equals(bytes)).toBe(true)
    expect(event.headers['content-type']).toBe('application/json')
  })

  test('a text as it is, with its byte order mark, line ends and spaces', () => {
    const bytes = Buffer.from('\ufeff{ "a":\r\n"Zażółć 🐢" }\n')
    const event = eventFor(bytes, 'application/json')
    expect([event.isBase64Encoded, bytesOf(event).equals(bytes)]).toEqual([false, true])
  })
})
