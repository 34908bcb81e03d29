export type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string
  decline_code?: string
  param?: string
  doc_url?: string
}

/** An answer of Stripe other than 200. */
export class StripeFailure extends Error {
  readonly status: number
  readonly body: ErrorBody
  /** False for what is checked before an endpoint runs: it is not stored for the idempotency key. */
  readonly isResult: boolean
  constructor(status: number, body: ErrorBody, isResult = false) {
    super(body.message)
    this.status = status
    this.body = body
    this.isResult = isResult
  }
}

const withDocs = (body: ErrorBody): ErrorBody =>
  body.code ? { ...body, doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}` } : body

/** 400: the request is wrong in itself or at this time. */
export const invalid = (message: string, more: Partial<ErrorBody> = {}): StripeFailure =>
  new StripeFailure(400, withDocs({ type: 'invalid_request_error', message, ...more }))

/** No such object: 404 for the one in the path, 400 for one named by a parameter. */
export const missing = (kind: string, id: string, param?: string): StripeFailure =>
  new StripeFailure(
    param === undefined ? 404 : 400,
    withDocs({
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: `No such ${kind.replace('.', '_')}: '${id}'`,
      param: param ?? 'id',
    }),
  )

export const unknownRoute = (method: string, path: string): StripeFailure =>
  new StripeFailure(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  })

export const wrongKey = (key: string): StripeFailure =>
  new StripeFailure(401, {
    type: 'invalid_request_error',
    message: key
      ? `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`
      : 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.',
  })

export const rateLimited = (): StripeFailure =>
  new StripeFailure(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
  })

export const broken = (): StripeFailure =>
  new StripeFailure(500, { type: 'api_error', message: 'An unknown error occurred' }, true)

export const keyInUse = (): StripeFailure =>
  new StripeFailure(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message:
      'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through).',
  })

export const keyReused = (key: string): StripeFailure =>
  new StripeFailure(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  })

export const cardDeclined = (): StripeFailure =>
  new StripeFailure(
    402,
    withDocs({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      message: 'Your card was declined.',
    }),
    true,
  )
