import { randomUUID } from 'node:crypto'
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { CONFIRMATION_CODE } from '../../infra/local/cognito.ts'
import { AMPLE_MS } from './timing.ts'

/** A user id nobody else has: the way tests that share one table stay apart. */
export const newUserId = (): string => ofThisFile(randomUUID())

/** People of the file that runs: the table has those of all files. */
const ours = new Set<string>()
const ofThisFile = (userId: string): string => {
  ours.add(userId)
  return userId
}
export const isOfThisFile = (userId: string): boolean => ours.has(userId)

/** A variable the global setup put into the environment. @throws Error when the test runs outside of it. */
export const cloudVariable = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: the test needs the cloud of tests/support/global-setup.ts`)
  return value
}

export type TestUser = { userId: string; email: string; password: string; accessToken: string; refreshToken: string }

type Where = { endpoint: string; clientId: string }

const here = (): Where => ({
  endpoint: cloudVariable('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'),
  clientId: cloudVariable('USER_POOL_CLIENT_ID'),
})

const clients = new Map<string, CognitoIdentityProviderClient>()

/** One for each pool that a process speaks to: making one takes as long as a call. */
const clientFor = (endpoint: string): CognitoIdentityProviderClient => {
  const made = () =>
    new CognitoIdentityProviderClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
  const client = clients.get(endpoint) ?? made()
  clients.set(endpoint, client)
  return client
}

/** Signs a new person up, confirms and signs in, as a client would. */
export const signUp = async (where: Where = here()): Promise<TestUser> => {
  const email = `${randomUUID()}@example.com`
  const password = 'Passw0rd-for-tests'
  const client = clientFor(where.endpoint)
  const { UserSub } = await client.send(
    new SignUpCommand({ ClientId: where.clientId, Username: email, Password: password }),
  )
  await client.send(
    new ConfirmSignUpCommand({ ClientId: where.clientId, Username: email, ConfirmationCode: CONFIRMATION_CODE }),
  )
  return { userId: ofThisFile(UserSub ?? ''), email, password, ...(await signIn(email, password, where)) }
}

/** Fresh tokens for somebody who signed up. */
export const signIn = async (email: string, password: string, where: Where = here()) => {
  const client = clientFor(where.endpoint)
  const { AuthenticationResult: tokens } = await client.send(
    new InitiateAuthCommand({
      ClientId: where.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  )
  if (!tokens?.AccessToken || !tokens.RefreshToken) throw new Error('The sign-in gave no tokens')
  return { accessToken: tokens.AccessToken, refreshToken: tokens.RefreshToken }
}

/**
 * Asks again until there is an answer: for what happens a moment later, such as the work of a stream.
 * @throws Error naming `what` after `timeoutMs`.
 */
export const eventually = async <T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  timeoutMs = AMPLE_MS,
): Promise<T> => {
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    const found = await probe()
    if (found !== undefined) return found
    await new Promise((next) => setTimeout(next, 20))
  }
  throw new Error(`${what}: not within ${timeoutMs} ms`)
}
