/** The entity that an error is about, and the version it has now; none where it is deleted. */
export type EntityRef = { entityType: string; entityId: string; currentVersion?: number }

export const entityRef = (kind: { name: string }, { id, version }: { id: string; version: number }): EntityRef => ({
  entityType: kind.name,
  entityId: id,
  currentVersion: version,
})

/**
 * One problem of one input field, as clients render it: the field's name is the last element of `loc`. With 409 and 412 it is
 * what is in the way of the request.
 */
export type ErrorDetail = { loc: (string | number)[]; msg: string; type: string } & Partial<EntityRef>

export const OBSTACLE_TYPES = [
  'cycle',
  'deleted',
  'exists',
  'in_progress',
  'insufficient',
  'limit_reached',
  'wrong_state',
] as const

/**
 * What is in the way of a request. `loc`: the field of the request that meets it, else the entity and its field that would have
 * to be another (`['task', 'status']`).
 */
export type Obstacle = {
  type: (typeof OBSTACLE_TYPES)[number]
  loc: (string | number)[]
  entity?: EntityRef
}

/**
 * A caller's position in a sliding window of counted requests. `reset`: epoch seconds at which one request less counts: the
 * oldest, or, above the limit, the one that is in the way.
 */
export type RateLimit = { limit: number; remaining: number; reset: number }

/** What a limit of a plan says: what is counted, how far it is used, and which plan allows more. `resetsAt`: ISO UTC. */
export type LimitDetails = {
  meter: string
  used: number
  limit: number
  tier: string
  upgradeTo: string | null
  resetsAt: string | null
}

/** An outcome the caller can act on. `code`, `message` and `details` go into the answer, so they never hold secrets. */
export class AppError extends Error {
  readonly status: number
  readonly code: string
  readonly details: ErrorDetail[] | LimitDetails | undefined
  readonly retryAfterSeconds: number | undefined
  /** The methods that the path supports, when the request's is not among them. */
  readonly allow: string[] | undefined
  readonly rateLimit: RateLimit | undefined

  constructor(
    status: number,
    code: string,
    message: string,
    more?: {
      details?: ErrorDetail[] | LimitDetails
      retryAfterSeconds?: number | undefined
      rateLimit?: RateLimit
      allow?: string[]
    },
  ) {
    super(message)
    this.name = 'AppError'
    this.status = status
    this.code = code
    this.details = more?.details
    this.retryAfterSeconds = more?.retryAfterSeconds
    this.allow = more?.allow
    this.rateLimit = more?.rateLimit
  }
}

/** 400: names every wrong field. */
export const invalid = (details: ErrorDetail[], message = 'The request is not valid') =>
  new AppError(400, 'VALIDATION_ERROR', message, { details })

/** 400 for a single field of the body (or of `where`). */
export const invalidField = (field: string | (string | number)[], msg: string, where = 'body') =>
  invalid([{ loc: [where, ...[field].flat()], msg, type: 'value_error' }])

export const unauthorized = (message = 'A valid access token is required') => new AppError(401, 'UNAUTHORIZED', message)
export const forbidden = (message: string) => new AppError(403, 'FORBIDDEN', message)
/** 404. An id of another person answers exactly like an unknown id. */
export const notFound = (what: string) => new AppError(404, 'NOT_FOUND', `${what} not found`)
export const noSuchRoute = () => new AppError(404, 'NOT_FOUND', 'There is no such route')
/** 405 with the methods that the path has, for the Allow header. */
export const methodNotAllowed = (allow: string[]) =>
  new AppError(405, 'METHOD_NOT_ALLOWED', `This path takes ${allow.join(', ')}`, { allow })
/** 409: names what is in the way, and the version of the entity that is. */
export const conflict = (message: string, { type, loc, entity }: Obstacle, code = 'CONFLICT') =>
  new AppError(409, code, message, { details: [{ loc, msg: message, type, ...entity }] })
/** 409: what belongs to something that is in the trash cannot come back without it. */
export const ownerDeleted = (entityType: string, entityId: string) =>
  conflict(`Its ${entityType} is deleted: restore that first`, {
    type: 'deleted',
    loc: [entityType],
    entity: { entityType, entityId },
  })
/** 412: names the version that the entity has now, so that the client need not read it first to know. */
export const preconditionFailed = (currentVersion: number) =>
  new AppError(412, 'PRECONDITION_FAILED', 'The resource has changed since the version named by If-Match', {
    details: [
      {
        loc: ['header', 'If-Match'],
        msg: `The current version is ${currentVersion}`,
        type: 'version_mismatch',
        currentVersion,
      },
    ],
  })
export const payloadTooLarge = (message = 'The request body is larger than 1 MB') =>
  new AppError(413, 'PAYLOAD_TOO_LARGE', message)
export const rateLimited = (retryAfterSeconds: number, rateLimit?: RateLimit) =>
  new AppError(429, 'RATE_LIMITED', 'Too many requests', { retryAfterSeconds, rateLimit })
/** A limit of the person's plan: 429 with the seconds until more is allowed, 403 where only another plan allows more. */
export const planLimit = (status: 403 | 429, message: string, details: LimitDetails, retryAfterSeconds?: number) =>
  new AppError(status, 'PLAN_LIMIT', message, { details, retryAfterSeconds })
/** 503: the client may send the request again, a POST with the same Idempotency-Key because the first may have been stored. */
export const unavailable = (retryAfterSeconds = 1) =>
  new AppError(503, 'SERVICE_UNAVAILABLE', 'The service is busy, please try again', { retryAfterSeconds })
