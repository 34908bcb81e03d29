export type Problem = { domain: string; reason: string; message: string; locationType?: string; location?: string }

/** An answer of Google other than 2xx, in the shape that its guide to errors shows. */
export class GoogleFailure extends Error {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: { error: { code: number; message: string; errors: Problem[] } }
  constructor(
    status: number,
    reason: string,
    message: string,
    { headers = {}, ...more }: Partial<Problem> & { headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.status = status
    this.headers = headers
    this.body = { error: { code: status, message, errors: [{ domain: 'global', reason, message, ...more }] } }
  }
}

export const invalid = (message: string, more: Partial<Problem> = {}, reason = 'invalid'): GoogleFailure =>
  new GoogleFailure(400, reason, message, more)

export const required = (message: string): GoogleFailure => invalid(message, {}, 'required')

export const badCredentials = (): GoogleFailure =>
  new GoogleFailure(401, 'authError', 'Invalid Credentials', { locationType: 'header', location: 'Authorization' })

/** Consent was given, but not for this. */
export const scopeInsufficient = (): GoogleFailure =>
  new GoogleFailure(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.')

export const accessInsufficient = (): GoogleFailure =>
  new GoogleFailure(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.', {
    domain: 'calendar',
  })

export const missing = (): GoogleFailure => new GoogleFailure(404, 'notFound', 'Not Found')

export const duplicate = (): GoogleFailure =>
  new GoogleFailure(409, 'duplicate', 'The requested identifier already exists.')

export const deleted = (): GoogleFailure => new GoogleFailure(410, 'deleted', 'Resource has been deleted')

export const syncTokenExpired = (): GoogleFailure =>
  new GoogleFailure(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.', {
    ...{ domain: 'calendar', locationType: 'parameter', location: 'syncToken' },
  })

export const conditionNotMet = (): GoogleFailure =>
  new GoogleFailure(412, 'conditionNotMet', 'Precondition Failed', { locationType: 'header', location: 'If-Match' })

/** Over a quota Google answers 403 or 429, and means the same by both. */
export const overQuota = (status: 403 | 429, retryAfterS?: number): GoogleFailure =>
  new GoogleFailure(status, status === 403 ? 'userRateLimitExceeded' : 'rateLimitExceeded', 'Rate Limit Exceeded', {
    domain: 'usageLimits',
    ...(retryAfterS !== undefined && { headers: { 'retry-after': String(retryAfterS) } }),
  })

export const broken = (status = 500): GoogleFailure => new GoogleFailure(status, 'backendError', 'Backend Error')
