import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { CONFIRMATION_CODE } from './cognito.ts'

export const DEMO = { email: 'demo@lifeos.local', password: 'Demo-2026' }

/** Creates and confirms the demo account through Cognito's API. An existing account is left unchanged. */
export const createDemoAccount = async (env: Record<string, string>): Promise<void> => {
  const client = new CognitoIdentityProviderClient({
    endpoint: env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? '',
    region: env.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const account = { ClientId: env.USER_POOL_CLIENT_ID, Username: DEMO.email }
  const isNew = await client.send(new SignUpCommand({ ...account, Password: DEMO.password })).then(
    () => true,
    (error) => {
      if (error.name === 'UsernameExistsException') return false
      throw error
    },
  )
  // An account that cannot sign in was left unconfirmed by a crash between the two calls.
  if (isNew || !(await canSignIn(client, env))) {
    await client.send(new ConfirmSignUpCommand({ ...account, ConfirmationCode: CONFIRMATION_CODE }))
  }
  client.destroy()
}

const canSignIn = async (client: CognitoIdentityProviderClient, env: Record<string, string>): Promise<boolean> => {
  try {
    await client.send(
      new InitiateAuthCommand({
        ClientId: env.USER_POOL_CLIENT_ID,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: DEMO.email, PASSWORD: DEMO.password },
      }),
    )
    return true
  } catch {
    return false
  }
}
