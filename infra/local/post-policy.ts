import type { IncomingMessage } from 'node:http'

/** Fields before the file are small: S3 takes 20 KB of them. */
const MOST_HEAD_BYTES = 65_536

export type Refusal = { status: number; code: string; message: string }

const refused = (status: number, code: string, message: string): Refusal => ({ status, code, message })

/** How a form is made up: its fields before the file, and the bytes of the file by the length of the whole. */
export type Form = { fields: Map<string, string>; fileBytes: number }

/**
 * What S3 would refuse of a form, by its policy: after its expiration, for another key, or with a file of another size. s3rver
 * takes every form. Null: nothing. `now`: epoch ms.
 */
export const refusalOf = ({ fields, fileBytes }: Form, now: number): Refusal | null => {
  const text = fields.get('policy')
  if (text === undefined) return refused(403, 'AccessDenied', 'The form has no policy')
  const { expiration, conditions } = JSON.parse(Buffer.from(text, 'base64').toString()) as Policy
  if (Date.parse(expiration) <= now) return refused(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.')
  for (const condition of conditions) {
    if (!Array.isArray(condition)) {
      for (const [name, value] of Object.entries(condition))
        if (name !== 'bucket' && fields.get(name.toLowerCase()) !== value)
          return refused(403, 'AccessDenied', `Invalid according to Policy: Policy Condition failed: ${name}`)
    } else if (condition[0] === 'content-length-range') {
      if (fileBytes < Number(condition[1]))
        return refused(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')
      if (fileBytes > Number(condition[2]))
        return refused(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
    }
  }
  return null
}

type Policy = {
  expiration: string
  conditions: (Record<string, string> | [string, string | number, string | number])[]
}

/** The fields of a form up to its file. Null while the file's part has not begun. `length`: bytes of the whole form. */
export const formOf = (head: Buffer, boundary: string, length: number): Form | null => {
  const fields = new Map<string, string>()
  for (const part of head.toString('latin1').split(`--${boundary}\r\n`).slice(1)) {
    const end = part.indexOf('\r\n\r\n')
    if (end < 0) return null
    const name = /name="([^"]*)"/.exec(part.slice(0, end))?.[1] ?? ''
    if (name === 'file') {
      const begin = head.toString('latin1').indexOf(part) + end + 4
      return { fields, fileBytes: length - begin - `\r\n--${boundary}--\r\n`.length }
    }
    fields.set(name.toLowerCase(), Buffer.from(part.slice(end + 4).replace(/\r\n$/, ''), 'latin1').toString())
  }
  return null
}

/** The form that a request carries; what was read of it is there to be read again. Null when it is none with a file. */
export const readForm = async (request: IncomingMessage): Promise<Form | null> => {
  const boundary = /boundary="?([^";]+)"?/.exec(request.headers['content-type'] ?? '')?.[1] ?? ''
  const length = Number(request.headers['content-length'])
  const chunks: Buffer[] = []
  for (let size = 0; size < MOST_HEAD_BYTES; ) {
    const chunk: Buffer | null = request.read()
    if (chunk === null) {
      if (!(await more(request))) return null
      continue
    }
    chunks.push(chunk)
    size += chunk.length
    const form = formOf(Buffer.concat(chunks), boundary, length)
    if (!form) continue
    request.unshift(Buffer.concat(chunks))
    return form
  }
  return null
}

/** Resolves when there is more to read; to false at the end. */
const more = (request: IncomingMessage): Promise<boolean> =>
  new Promise((done) => {
    const settle = (is: boolean) => () => {
      for (const name of ['readable', 'end', 'close']) request.removeAllListeners(name)
      done(is)
    }
    request.once('readable', settle(true)).once('end', settle(false)).once('close', settle(false))
  })
