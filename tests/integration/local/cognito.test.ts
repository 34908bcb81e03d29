import {
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { cloudVariable, signIn, signUp } from '../../support/cloud.ts'

const client = new CognitoIdentityProviderClient()
const ClientId = cloudVariable('USER_POOL_CLIENT_ID')
const named = (name: string) => expect.objectContaining({ name })

test('browsers refresh with GetTokensFromRefreshToken, until a global sign-out', async () => {
  const { refreshToken: RefreshToken, accessToken: AccessToken } = await signUp()
  const refresh = () => client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }))
  const { AuthenticationResult: tokens } = await refresh()
  expect(tokens).toMatchObject({ AccessToken: expect.any(String), IdToken: expect.any(String), ExpiresIn: 3600 })
  await client.send(new GlobalSignOutCommand({ AccessToken }))
  await expect(refresh()).rejects.toThrow(named('NotAuthorizedException'))
})

test('an e-mail address is the same user in any case', async () => {
  const { email, password } = await signUp()
  expect(await signIn(email.toUpperCase(), password)).toHaveProperty('accessToken')
  const again = new SignUpCommand({ ClientId, Username: email.toUpperCase(), Password: password })
  await expect(client.send(again)).rejects.toThrow(named('UsernameExistsException'))
})

test('a password that breaks the policy of infra/cognito.yml is refused', async () => {
  for (const Password of ['Short1', 'lower-case-1', 'UPPER-CASE-1', 'No-digits-here']) {
    const command = new SignUpCommand({ ClientId, Username: 'weak@example.com', Password })
    await expect(client.send(command)).rejects.toThrow(named('InvalidPasswordException'))
  }
})

test('a wrong password and an unknown user are the same error', async () => {
  const { email } = await signUp()
  const attempt = (USERNAME: string) =>
    client
      .send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD: 'Wrong-1234' },
        }),
      )
      .catch((error: Error) => `${error.name}: ${error.message}`)
  expect(await attempt(email)).toBe('NotAuthorizedException: Incorrect username or password.')
  expect(await attempt('nobody@example.com')).toBe(await attempt(email))
})

test('a code can be sent again only to somebody who has not confirmed', async () => {
  const { email } = await signUp()
  const resend = (Username: string) => client.send(new ResendConfirmationCodeCommand({ ClientId, Username }))
  await expect(resend(email)).rejects.toThrow(named('InvalidParameterException'))
  await client.send(new SignUpCommand({ ClientId, Username: `new-${email}`, Password: 'Passw0rd-for-tests' }))
  expect(await resend(`new-${email}`)).toHaveProperty('CodeDeliveryDetails')
})
