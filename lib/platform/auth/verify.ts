import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { config } from '../config/config.ts'
import { unauthorized } from '../errors.ts'

type Verifier = { verify: (token: string) => Promise<{ sub: string }> }
let cached: Verifier | undefined

const verifier = (): Verifier => {
  const { USER_POOL_ID, USER_POOL_CLIENT_ID } = config()
  cached ??= CognitoJwtVerifier.create({ userPoolId: USER_POOL_ID, clientId: USER_POOL_CLIENT_ID, tokenUse: 'access' })
  return cached
}

/**
 * The user id (sub) of a valid access token: signature, issuer, client, use and expiry are checked.
 * @throws 401 for anything else, always the same.
 */
export const verifyAccessToken = async (token: string | null): Promise<string> => {
  if (!token) throw unauthorized()
  try {
    return (await verifier().verify(token)).sub
  } catch {
    throw unauthorized()
  }
}
