import { describe, expect, it } from 'vitest'
import { type Form, formOf, refusalOf } from '../../../infra/local/post-policy.ts'

const NOW = Date.parse('2031-05-06T10:00:00Z')
const policy = (expiration: string) =>
  Buffer.from(
    JSON.stringify({ expiration, conditions: [['content-length-range', 1, 10], { key: 'a/b' }, { bucket: 'files' }] }),
  ).toString('base64')
const form = (fileBytes: number, key = 'a/b', expiration = '2031-05-06T10:15:00Z'): Form => ({
  fields: new Map([
    ['key', key],
    ['policy', policy(expiration)],
  ]),
  fileBytes,
})

describe('the local storage', () => {
  it('takes a form that keeps to its policy', () => {
    for (const bytes of [1, 10]) expect(refusalOf(form(bytes), NOW)).toBeNull()
  })

  it('refuses a file of another size, another key, an old form and one without a policy', () => {
    expect(refusalOf(form(11), NOW)).toMatchObject({ status: 400, code: 'EntityTooLarge' })
    expect(refusalOf(form(0), NOW)).toMatchObject({ status: 400, code: 'EntityTooSmall' })
    expect(refusalOf(form(5, 'a/other'), NOW)).toMatchObject({ status: 403 })
    expect(refusalOf(form(5, 'a/b', '2031-05-06T10:00:00Z'), NOW)).toMatchObject({ status: 403 })
    expect(refusalOf({ fields: new Map(), fileBytes: 5 }, NOW)).toMatchObject({ status: 403 })
  })

  it('counts the bytes of the file by the length of the form', async () => {
    const data = new FormData()
    data.append('key', 'ü')
    data.append('file', new Blob(['# Zeile ü']), 'a.md')
    const sent = new Response(data)
    const boundary = sent.headers.get('content-type')?.split('boundary=')[1] ?? ''
    const body = Buffer.from(await sent.arrayBuffer())
    const read = formOf(body.subarray(0, body.length - 30), boundary, body.length)
    expect(read?.fields.get('key')).toBe('ü')
    // undici ends a form with a line break of its own.
    const end = body.toString('latin1').endsWith('--\r\n') ? 0 : -2
    expect((read?.fileBytes ?? 0) - end).toBe(Buffer.byteLength('# Zeile ü'))
    expect(formOf(body.subarray(0, 40), boundary, body.length)).toBeNull()
  })
})
