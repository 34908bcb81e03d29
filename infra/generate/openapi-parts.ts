import { METERS } from '../../lib/domain/billing/catalog.ts'
import { TIERS } from '../../lib/domain/billing/tiers.ts'
import { type ErrorDetail, OBSTACLE_TYPES } from '../../lib/platform/errors.ts'
import type { JsonSchema } from './schema-components.ts'

const nullSchema = { type: 'null' }

const obstacles: JsonSchema = {
  description:
    'For VALIDATION_ERROR: one entry per field at fault. For 409: what is in the way, and the current version of the entity that is. For PRECONDITION_FAILED: the current version',
  type: 'array',
  items: {
    type: 'object',
    properties: {
      loc: {
        type: 'array',
        items: { type: ['string', 'integer'] },
        description:
          'Where in the request; for a conflict that no field of it names, the entity and its field: ["task", "status"]',
      },
      msg: { type: 'string' },
      type: {
        type: 'string',
        description: `The kind of problem. Of a conflict: ${OBSTACLE_TYPES.join(', ')}`,
      },
      entityType: { type: 'string', description: 'Of a conflict: the kind of entity that is in the way' },
      entityId: { type: 'string' },
      currentVersion: {
        type: 'integer',
        description: 'The version that the entity has now; absent where it is deleted',
      },
    },
  },
}

const planLimit: JsonSchema = {
  description: 'For PLAN_LIMIT: what of the plan is used up, and which plan allows more',
  type: 'object',
  required: ['meter', 'used', 'limit', 'tier', 'upgradeTo', 'resetsAt'],
  properties: {
    meter: { type: 'string', enum: METERS },
    used: { type: 'integer' },
    limit: { type: 'integer' },
    tier: { type: 'string', enum: TIERS },
    upgradeTo: { type: ['string', 'null'], description: 'The next plan that allows more' },
    resetsAt: { type: ['string', 'null'], description: 'When more is allowed, of what is counted in a window of time' },
  },
}

/** The failure body: problem details (RFC 9457) and the envelope in one object. */
export const problemSchema: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'success', 'data', 'error'],
  properties: {
    type: { type: 'string', description: 'A URI reference that names the kind of problem' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    success: { const: false },
    data: nullSchema,
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', examples: ['VALIDATION_ERROR'] },
        message: { type: 'string' },
        details: { anyOf: [obstacles, planLimit] },
      },
    },
  },
}

/** Sent by the routes whose calls are counted. */
const rateHeaders = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset']

type Problem = { code: string; description: string; headers?: string[]; detail?: Partial<ErrorDetail> }

const problems: Record<number, Problem> = {
  400: { code: 'VALIDATION_ERROR', description: 'A field is missing or wrong; details name it' },
  401: { code: 'UNAUTHORIZED', description: 'No token, or one that is forged, expired or meant for something else' },
  403: {
    code: 'FORBIDDEN',
    description: 'The token belongs to somebody else; PLAN_LIMIT: only another plan allows more',
  },
  404: { code: 'NOT_FOUND', description: 'Unknown, deleted, or another person’s: the answer is the same' },
  409: {
    code: 'CONFLICT',
    description: 'The current state does not allow it; details name what is in the way, and its current version',
    detail: {
      loc: ['task', 'status'],
      type: 'wrong_state',
      entityType: 'task',
      entityId: '01JZ0000000000000000000000',
      currentVersion: 3,
    },
  },
  412: {
    code: 'PRECONDITION_FAILED',
    description: 'If-Match names an older version; details name the current one',
    detail: { loc: ['header', 'If-Match'], type: 'version_mismatch', currentVersion: 3 },
  },
  413: { code: 'PAYLOAD_TOO_LARGE', description: 'The body is over 1 MB' },
  422: { code: 'IDEMPOTENCY_KEY_REUSED', description: 'The Idempotency-Key was used with another body' },
  429: {
    code: 'RATE_LIMITED',
    description: 'Too many calls; PLAN_LIMIT: more than the plan allows',
    headers: ['Retry-After', ...rateHeaders],
  },
  500: { code: 'INTERNAL_ERROR', description: 'A fault of the server; the request id finds it in the log' },
  502: {
    code: 'LLM_ERROR',
    description: 'The language model failed or answered nonsense; BILLING_ERROR: Stripe did not answer',
  },
  503: {
    code: 'SERVICE_UNAVAILABLE',
    description:
      'Busy, nothing was stored: send it again. …_NOT_CONFIGURED: this deployment has no keys for what is asked',
    headers: ['Retry-After'],
  },
}

/** Codes of domains that are no conflicts. */
const OWN_STATUS: Record<string, number> = {
  SIGNATURE_INVALID: 400,
  PLAN_LIMIT: 429,
  BILLING_ERROR: 502,
  READ_ONLY: 403,
}

/** The HTTP status of an error code; a code of a domain's own is a conflict, as lib/platform/errors.ts answers it. */
export const statusOfCode = (code: string): number => {
  if (code.endsWith('_NOT_CONFIGURED')) return 503
  const own = OWN_STATUS[code]
  if (own !== undefined) return own
  const entry = Object.entries(problems).find(([, problem]) => problem.code === code)
  return entry ? Number(entry[0]) : 409
}

export const problemRef = (status: number): JsonSchema => ({
  $ref: `#/components/responses/${problems[status]?.code}`,
})

export const problemResponses = (): Record<string, JsonSchema> =>
  Object.fromEntries(
    Object.entries(problems).map(([status, { code, description, headers = [], detail }]) => [
      code,
      {
        description,
        headers: Object.fromEntries(
          ['X-Request-Id', ...headers].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
        ),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            example: problemExample(Number(status), code, description, detail),
          },
        },
      },
    ]),
  )

const problemExample = (status: number, code: string, message: string, detail?: Partial<ErrorDetail>): JsonSchema => ({
  type: `urn:lifeos:error:${code.toLowerCase().replaceAll('_', '-')}`,
  title: code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' '),
  status,
  detail: message,
  instance: '/api/v1/example',
  requestId: '01JZ0000000000000000000000',
  success: false,
  data: null,
  error: { code, message, ...(detail && { details: [{ ...detail, msg: message }] }) },
})

export const headers: Record<string, JsonSchema> = {
  ETag: { description: 'The version of the entity, for If-Match', schema: { type: 'string', examples: ['"3"'] } },
  'X-Request-Id': { description: 'Finds the request in the log', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } },
  'X-RateLimit-Limit': { description: 'Calls allowed in the window', schema: { type: 'integer' } },
  'X-RateLimit-Remaining': { description: 'Calls left in the window', schema: { type: 'integer' } },
  'X-RateLimit-Reset': { description: 'Epoch seconds when the window ends', schema: { type: 'integer' } },
}

export const parameters: Record<string, JsonSchema> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Repeating the call with the same key within 24 hours replays the first answer',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'An ETag read before: the write happens only when the entity still has that version',
    schema: { type: 'string' },
  },
}

/** The success envelope around `data`. */
export const envelope = (data: JsonSchema): JsonSchema => ({
  type: 'object',
  required: ['success', 'data', 'error'],
  properties: { success: { const: true }, data, error: nullSchema },
})
