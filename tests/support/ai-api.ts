import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeLlm, fakeSecret, startFakeLlm } from '../../infra/local/fake-llm.ts'
import { freePort } from '../../infra/local/ports.ts'
import { startSecrets } from '../../infra/local/secrets.ts'
import { type Answer, invoke, type Request } from './invoke.ts'

export type AiApi = {
  fake: FakeLlm
  /** Puts other keys into the secret, as a rotation would. */
  putSecret: (value: string) => Promise<void>
  send: (token: string, method: string, path: string, request?: Request) => Promise<Answer>
  stop: () => Promise<void>
}

/** A secret of the test's own; without providers nothing is configured. */
const SECRET_ID = 'test/llm'

/**
 * The AI function with stand-ins for the models, in this process: call it before anything that reads the configuration.
 * `env` goes into the environment first.
 */
export const startAiApi = async (env: Record<string, string> = {}, providers?: string[]): Promise<AiApi> => {
  const fake = await startFakeLlm()
  const directory = mkdtempSync(join(tmpdir(), 'lifeos-ai-'))
  const secrets = await startSecrets(directory, await freePort(), { [SECRET_ID]: fakeSecret(fake.endpoint, providers) })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    LLM_SECRET_ID: SECRET_ID,
    AI_LIMIT_PER_MINUTE: '100000',
    ...env,
  })
  const { handler } = await import('../../functions/ai/handler.ts')
  const { resetCircuits } = await import('../../lib/platform/outbound/circuits.ts')
  return {
    fake: {
      ...fake,
      // What the models did before is over, so what was learned from it is forgotten too.
      behave: (...behaviour) => {
        resetCircuits()
        fake.behave(...behaviour)
      },
    },
    putSecret: async (SecretString) => {
      await fetch(secrets.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'secretsmanager.PutSecretValue' },
        body: JSON.stringify({ SecretId: SECRET_ID, SecretString }),
      })
    },
    send: (token, method, path, request = {}) => invoke(handler, method, path, { token, ...request }),
    stop: async () => {
      await fake.stop()
      await secrets.stop()
    },
  }
}
