import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApi } from '../../infra/local/fake-google/api.ts'
import { createBooks } from '../../infra/local/fake-google/books.ts'
import { createChannels } from '../../infra/local/fake-google/channels.ts'
import { answerGoogleOAuth, createGoogleOAuth } from '../../infra/local/fake-google/oauth.ts'
import { answerMicrosoftOAuth, createMicrosoftOAuth } from '../../infra/local/fake-microsoft/oauth.ts'
import { serveOAuth } from '../../infra/local/fake-oauth/oauth-host.ts'
import { freePort } from '../../infra/local/ports.ts'
import { startSecrets } from '../../infra/local/secrets.ts'

const CALENDAR = '/calendar/v3/'

/**
 * Stand-ins for the sign-in of Google and Microsoft, and the secrets by which this project is known there. Sets the
 * variables: call it before anything that reads the configuration.
 */
export const startOAuthHosts = async (env: Record<string, string> = {}) => {
  const [google, microsoft] = [createGoogleOAuth(), createMicrosoftOAuth()]
  const books = createBooks(Date.now)
  const channels = createChannels(
    Date.now,
    () => '',
    () => {},
  )
  const calendars = createApi({ books, channels, grantOf: google.grantOf })
  const hosts = [
    await serveOAuth(async (call) => {
      const { method, path, query, form, authorization } = call
      const signIn = await answerGoogleOAuth(google, method, path, form)
      if (signIn || !path.startsWith(CALENDAR)) return signIn
      const headers = { authorization }
      const found = calendars.answer({ method, path: path.slice(CALENDAR.length), query, headers, body: {} })
      return found && { ...found, body: found.body ?? {} }
    }),
    await serveOAuth((call) => answerMicrosoftOAuth(microsoft, call)),
  ] as const
  const [googleBase, microsoftBase] = hosts.map(({ base }) => base) as [string, string]
  const directory = mkdtempSync(join(tmpdir(), 'lifeos-oauth-'))
  const secrets = await startSecrets(directory, await freePort(), {
    'test/google': JSON.stringify(google.client),
    'test/microsoft': JSON.stringify(microsoft.client),
  })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    ...{ GOOGLE_SECRET_ID: 'test/google', MICROSOFT_SECRET_ID: 'test/microsoft' },
    ...{ GOOGLE_AUTH_BASE: googleBase, GOOGLE_TOKEN_BASE: googleBase, GOOGLE_API_BASE: googleBase },
    ...{ MICROSOFT_LOGIN_BASE: microsoftBase, MICROSOFT_GRAPH_BASE: microsoftBase },
    ...env,
  })
  return {
    /** What is in the calendars of accounts at Google. */
    books,
    ...{ google, microsoft, googleBase, microsoftBase },
    putSecret: async (SecretId: string, value: object) => {
      await fetch(secrets.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'secretsmanager.PutSecretValue' },
        body: JSON.stringify({ SecretId, SecretString: JSON.stringify(value) }),
      })
    },
    stop: async () => {
      await Promise.all([...hosts.map(({ stop }) => stop()), secrets.stop()])
    },
  }
}
export type OAuthHosts = Awaited<ReturnType<typeof startOAuthHosts>>
