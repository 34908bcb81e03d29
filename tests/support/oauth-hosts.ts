import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Push } from '../../infra/local/fake-google/channels.ts'
import { startFakeGoogle } from '../../infra/local/fake-google/server.ts'
import { answerMicrosoftOAuth, createMicrosoftOAuth } from '../../infra/local/fake-microsoft/oauth.ts'
import { serveOAuth } from '../../infra/local/fake-oauth/oauth-host.ts'
import { freePort } from '../../infra/local/ports.ts'
import { startSecrets } from '../../infra/local/secrets.ts'

/**
 * Stand-ins for the sign-in of Google and Microsoft, and the secrets by which this project is known there. Sets the
 * variables: call it before anything that reads the configuration.
 */
export const startOAuthHosts = async (env: Record<string, string> = {}) => {
  const pushes: Push[] = []
  const fake = await startFakeGoogle({ deliver: (push) => pushes.push(push), pageSize: () => 3 })
  const microsoft = createMicrosoftOAuth()
  const microsoftHost = await serveOAuth((call) => answerMicrosoftOAuth(microsoft, call))
  const { oauth: google, base: googleBase } = fake
  const { base: microsoftBase } = microsoftHost
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
    /** What is in the calendars of accounts at Google, and what it would send to our webhook. */
    ...{ books: fake.books, faults: fake.faults, received: fake.received, pushes },
    ...{ google, microsoft, googleBase, microsoftBase },
    putSecret: async (SecretId: string, value: object) => {
      await fetch(secrets.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'secretsmanager.PutSecretValue' },
        body: JSON.stringify({ SecretId, SecretString: JSON.stringify(value) }),
      })
    },
    stop: async () => {
      await Promise.all([fake.stop(), microsoftHost.stop(), secrets.stop()])
    },
  }
}
export type OAuthHosts = Awaited<ReturnType<typeof startOAuthHosts>>
