import { randomBytes } from 'node:crypto'
import { cognitoError, type Run, type Services } from './cognito-targets.ts'
import { type Exchange, openExchange } from './srp.ts'

const OPEN_MS = 3 * 60_000 // as long as Cognito waits for the answer to a challenge

type Challenge = { exchange: Exchange; username: string; password: string; until: number }

const open = new Map<string, Challenge>()

const forgetOld = (now: number): void => {
  for (const [block, challenge] of open) if (challenge.until < now) open.delete(block)
}

/** Answers USER_SRP_AUTH with a challenge. An unknown user gets one too, which no password can answer. */
export const challengePassword: (run: Run, services: Services) => Run = (run, services) => async (context, request) => {
  if (request.AuthFlow !== 'USER_SRP_AUTH') return run(context, request)
  const { USERNAME: username = '', SRP_A: clientPublic = '' } = request.AuthParameters ?? {}
  const pool = await services.cognito.getUserPoolForClientId(context, request.ClientId ?? '')
  const user = await pool.getUserByUsername(context, username)
  const userId = user?.Username ?? username
  const password = user?.Password ?? randomBytes(16).toString('hex')
  const [, poolName = ''] = pool.options.Id.split('_')
  const exchange = openExchange(poolName, userId, password, clientPublic)
  forgetOld(Date.now())
  open.set(exchange.secretBlock, { exchange, username, password, until: Date.now() + OPEN_MS })
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: exchange.salt,
      SRP_B: exchange.serverPublic,
      SECRET_BLOCK: exchange.secretBlock,
      USERNAME: userId,
      USER_ID_FOR_SRP: userId,
    },
  }
}

/** Checks the answer to the challenge, then signs in as with the password. `signIn` is the finished InitiateAuth. */
export const verifyPassword =
  (signIn: () => (services: Services) => Run) =>
  (run: Run, services: Services): Run =>
  async (context, request) => {
    if (request.ChallengeName !== 'PASSWORD_VERIFIER') return run(context, request)
    const answer = request.ChallengeResponses ?? {}
    const challenge = open.get(answer.PASSWORD_CLAIM_SECRET_BLOCK ?? '')
    open.delete(answer.PASSWORD_CLAIM_SECRET_BLOCK ?? '')
    const expected = challenge?.exchange.signature(answer.TIMESTAMP ?? '')
    if (!challenge || challenge.until < Date.now() || expected !== answer.PASSWORD_CLAIM_SIGNATURE) {
      throw cognitoError('NotAuthorizedException', 'Incorrect username or password.')
    }
    const AuthParameters = { USERNAME: challenge.username, PASSWORD: challenge.password }
    return signIn()(services)(context, { ClientId: request.ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
  }
