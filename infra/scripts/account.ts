import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider'
import { config } from '../../lib/platform/config/config.ts'

/** The person with an e-mail address. @throws Error when there is none. */
export const userIdOf = async (email: string): Promise<string> => {
  const client = new CognitoIdentityProviderClient({})
  const { USER_POOL_ID: UserPoolId } = config()
  const Filter = `email = "${email.toLowerCase().replaceAll(/["\\]/g, '\\$&')}"`
  const { Users } = await client.send(new ListUsersCommand({ UserPoolId, Filter }))
  client.destroy()
  const id = Users?.[0]?.Attributes?.find(({ Name }) => Name === 'sub')?.Value
  if (!id) throw new Error(`No account has the address ${email}`)
  return id
}

/** The person that --user or --email names. @throws Error when neither is given. */
export const chosenUser = async ({ user, email }: { user?: string; email?: string }): Promise<string> => {
  if (user) return user
  if (email) return userIdOf(email)
  throw new Error('Say whose: --user <id> or --email <address>')
}
