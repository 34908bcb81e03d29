import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { AppError } from '../errors.ts'
import type { RawAnswer, Redirect, Route } from './route.ts'

type Answer = APIGatewayProxyStructuredResultV2

/** JSON that one answer may be: a Lambda sends 6 MB, in which the body is a string whose quotes are escaped. */
const MOST_BYTES = 5_000_000

/** The success envelope. An entity's version becomes its ETag. */
export const success = (
  { status, shorten }: Pick<Route, 'status' | 'shorten'>,
  data: unknown,
  headers: Record<string, string>,
): Answer => ({
  statusCode: status,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...etagHeader(data),
    ...headers,
  },
  body: bodyOf(data, shorten),
})

/** Serialized first and measured after that, because hardly any answer is too large. */
const bodyOf = (data: unknown, shorten: Route['shorten']): string => {
  const body = envelope(data)
  return shorten && Buffer.byteLength(body) > MOST_BYTES ? envelope(shorten(data, MOST_BYTES)) : body
}

const envelope = (data: unknown): string => JSON.stringify({ success: true, data, error: null })

/**
 * Bytes, gzipped when the route has a gzipped form and the client accepts it (RFC 9110, 12.5.3); 304 without them for a
 * client that has them (13.1.2).
 */
export const rawAnswer = (
  { contentType, body, gzipped, cacheSeconds = 0, etag, isPrivate }: RawAnswer,
  headers: Record<string, string>,
  {
    acceptEncoding = '',
    ifNoneMatch = '',
  }: { acceptEncoding?: string | undefined; ifNoneMatch?: string | undefined } = {},
): Answer => {
  const compressed = gzipped && acceptsGzip(acceptEncoding) ? gzipped : undefined
  const bytes = compressed ?? body
  const shared = {
    'cache-control': `${isPrivate ? 'private' : 'public'}, max-age=${cacheSeconds}`,
    ...(gzipped && { vary: 'accept-encoding' }),
    ...(etag !== undefined && { etag }),
    ...headers,
  }
  if (etag !== undefined && isKnown(etag, ifNoneMatch)) return { statusCode: 304, headers: shared, body: '' }
  return {
    statusCode: 200,
    headers: { 'content-type': contentType, ...(compressed && { 'content-encoding': 'gzip' }), ...shared },
    body: typeof bytes === 'string' ? bytes : bytes.toString('base64'),
    isBase64Encoded: typeof bytes !== 'string',
  }
}

/** 302. The page it leads to is not told where the browser came from: that address may hold a code. */
export const redirect = ({ location }: Redirect, headers: Record<string, string>): Answer => ({
  statusCode: 302,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', ...headers },
  body: '',
})

/** If-None-Match compares weakly: W/ makes no difference. */
const isKnown = (etag: string, ifNoneMatch: string): boolean =>
  ifNoneMatch.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')))

const acceptsGzip = (accepted: string): boolean =>
  accepted.split(',').some((each) => {
    const [coding = '', weight = ''] = each.split(';').map((part) => part.trim().toLowerCase())
    return ['gzip', 'x-gzip', '*'].includes(coding) && !/^q=0(\.0*)?$/.test(weight)
  })

/**
 * RFC 9457 problem details together with the envelope that clients read. Nothing inside `error` changes from one
 * request to the next, because clients compare it.
 */
export const problem = (
  error: AppError,
  requestId: string,
  instance: string,
  headers: Record<string, string>,
): Answer => {
  const { status, code, message, details, retryAfterSeconds, allow } = error
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
      ...(allow && { allow: allow.join(', ') }),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...headers,
    },
    body: JSON.stringify({
      type: `urn:lifeos:error:${code.toLowerCase().replaceAll('_', '-')}`,
      title: code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' '),
      status,
      detail: message,
      instance,
      requestId,
      success: false,
      data: null,
      error: { code, message, ...(details && { details }) },
    }),
  }
}

/** An unexpected error becomes a 500 that reveals nothing about its cause. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError(500, 'INTERNAL_ERROR', 'Something went wrong on our side')

const etagHeader = (data: unknown): Record<string, string> => {
  const version = (data as { version?: unknown } | null)?.version
  return typeof version === 'number' ? { etag: `"${version}"` } : {}
}
