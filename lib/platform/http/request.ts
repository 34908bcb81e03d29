import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type * as z from 'zod'
import { AppError, type ErrorDetail, invalid, payloadTooLarge } from '../errors.ts'

const MAX_BODY_BYTES = 1_048_576

/** A header's value, whatever the case of its name. */
export const header = (event: APIGatewayProxyEventV2, name: string): string | undefined => {
  const wanted = name.toLowerCase()
  const found = Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === wanted)
  return found?.[1]
}

/** The local gateway sends `false` for no body. */
const bodyOf = (event: APIGatewayProxyEventV2): string => String(event.body ?? '')

/** The body as text. @throws 413 above 1 MB. */
export const bodyText = (event: APIGatewayProxyEventV2): string => {
  const text = event.isBase64Encoded ? Buffer.from(bodyOf(event), 'base64').toString() : bodyOf(event)
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) throw payloadTooLarge()
  return text
}

/** The body byte for byte as it was sent. @throws 413 above 1 MB. */
export const bodyBytes = (event: APIGatewayProxyEventV2): Buffer => {
  const bytes = Buffer.from(bodyOf(event), event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > MAX_BODY_BYTES) throw payloadTooLarge()
  return bytes
}

/** The body as JSON. @throws 415 for another media type, 400 when it is not JSON. */
export const jsonBody = (event: APIGatewayProxyEventV2, text: string): unknown => {
  const type = header(event, 'content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type && type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type))
    throw new AppError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json')
  try {
    return JSON.parse(text)
  } catch {
    throw invalid([{ loc: ['body'], msg: 'The body is not valid JSON', type: 'json_invalid' }])
  }
}

/** Query parameters; a repeated name gives a list, an empty value counts as absent. */
export const queryOf = (event: APIGatewayProxyEventV2): Record<string, string | string[]> => {
  const values: Record<string, string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(event.rawQueryString ?? '')) {
    if (value !== '') values[name] = [...(values[name] ?? []), value]
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, all]) => [name, all.length === 1 ? (all[0] as string) : all]),
  )
}

/** @throws 400 naming every wrong field; `where` (body, query, path) begins each location. */
export const parse = <S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues.flatMap((issue) => detailsOf(issue, [where])))
}

type Issue = z.core.$ZodIssue

/** Of a union, the first alternative is reported: the others only allow a field to be cleared. */
const detailsOf = (issue: Issue, prefix: (string | number)[]): ErrorDetail[] => {
  const loc = [...prefix, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))]
  const nested = issue.code === 'invalid_union' ? issue.errors[0] : undefined
  if (nested?.length) return nested.flatMap((one) => detailsOf(one, loc))
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ loc: [...loc, key], msg: 'There is no such field', type: issue.code }))
  return [{ loc, msg: issue.message, type: issue.code }]
}

const ETAG_LIST = /^\s*(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*\s*$/

/** If-Match by RFC 9110: '*' or a list of entity tags; weak tags never match. @throws 400 for anything else. */
export const ifMatchOf = (event: APIGatewayProxyEventV2): string[] | '*' | null => {
  const value = header(event, 'if-match')
  if (value === undefined) return null
  if (value.trim() === '*') return '*'
  if (!ETAG_LIST.test(value))
    throw badHeader('If-Match', 'Send the ETag of the version you read, in double quotes, or *')
  return (value.match(/(?:W\/)?"[^"]*"/g) ?? []).filter((tag) => !tag.startsWith('W/'))
}

/** @throws 400 unless the key is 1 to 255 printable ASCII characters. */
export const idempotencyKeyOf = (event: APIGatewayProxyEventV2): string | null => {
  const value = header(event, 'idempotency-key')
  if (value === undefined) return null
  if (!/^[\x20-\x7e]{1,255}$/.test(value)) throw badHeader('Idempotency-Key', 'Use 1 to 255 printable ASCII characters')
  return value
}

const badHeader = (name: string, msg: string) => invalid([{ loc: ['header', name], msg, type: 'value_error' }])
