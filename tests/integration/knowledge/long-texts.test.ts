import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

type Heard = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
type Said = { status: number; body: string }

const heard: Heard[] = []
let answers: Said[] = []
let server: Server

beforeEach(async () => {
  heard.length = 0
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    heard.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
    const { status, body } = answers.shift() ?? { status: 500, body: '' }
    response.writeHead(status).end(body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.resetModules()
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
  server.close()
})

const files = async () => (await import('../../../lib/providers/files/s3-files.ts')).s3Files()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** The signature of a request, computed by the steps of AWS's "Signature Version 4". */
const signatureOf = ({ method, url, headers, body }: Heard): string => {
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/(\S+), ?SignedHeaders=(\S+),/.exec(headers.authorization ?? '') ?? []
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`)
  const canonical = [method, url, '', lines.join(''), names, sha256(body)].join('\n')
  const [day = '', region = '', service = '', end = ''] = scope.split('/')
  const key = hmac(hmac(hmac(hmac('AWS4secret', day), region), service), end)
  return hmac(key, ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')).toString('hex')
}

describe('long texts in S3', () => {
  test('go there in calls that are signed, with the hash of what they carry', async () => {
    answers = [
      { status: 200, body: '' },
      { status: 200, body: 'Grüße' },
    ]
    const store = await files()
    await store.put('vault/user/abc', 'Grüße')
    expect(await store.get('vault/user/abc')).toBe('Grüße')
    expect(heard.map(({ method, url, body }) => [method, url.split('/').slice(2).join('/'), body])).toEqual([
      ['PUT', 'vault/user/abc', 'Grüße'],
      ['GET', 'vault/user/abc', ''],
    ])
    for (const one of heard) {
      expect(one.headers['x-amz-content-sha256']).toBe(sha256(one.body))
      expect(one.headers.authorization).toContain(`Signature=${signatureOf(one)}`)
      expect(one.headers.authorization).toContain('/s3/aws4_request')
    }
  })

  test('are asked for again when S3 is busy, are null when there is none, and any other refusal is an error', async () => {
    answers = [
      { status: 503, body: '<Code>SlowDown</Code>' },
      { status: 200, body: 'text' },
      { status: 404, body: '<Code>NoSuchKey</Code>' },
      { status: 404, body: '<Code>NoSuchBucket</Code>' },
      { status: 403, body: '<Code>AccessDenied</Code>' },
    ]
    const store = await files()
    expect(await store.get('vault/user/abc')).toBe('text')
    expect(await store.get('vault/user/abc')).toBeNull()
    await expect(store.get('vault/user/abc')).rejects.toThrow('404')
    await expect(store.put('vault/user/abc', 'text')).rejects.toThrow('403')
    expect(heard).toHaveLength(5)
  })
})
