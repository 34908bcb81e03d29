import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { config } from '../config/config.ts'

/** Whether the user pool answers: fetches the keys it signs with. @throws Error */
export const askUserPool = async (deadline: number): Promise<void> => {
  const { USER_POOL_ID, JWKS_URI } = config()
  const uri = JWKS_URI ?? CognitoJwtVerifier.parseUserPoolId(USER_POOL_ID).jwksUri
  const { ok, body } = await fetch(uri, { signal: AbortSignal.timeout(Math.max(1, deadline - Date.now())) })
  await body?.cancel()
  if (!ok) throw new Error('The user pool does not answer')
}
