import { fakeSecret, startFakeLlm } from './fake-llm.ts'
import type { SecretParts } from './secret-parts.ts'

/** Plays another company's service for one run. */
export type StandIn = {
  /** Take the place of the real keys. */
  secrets: SecretParts
  /** Variables that point the functions at it. */
  env?: Record<string, string>
  stop: () => Promise<void>
}

type Choice = { note: string; start: (api: string) => Promise<StandIn> }

/** By the variable that asks for it. */
const CHOICES: Record<string, Choice> = {
  LIFEOS_FAKE_LLM: {
    note: 'AI features are answered by a stand-in, not by a language model',
    start: async () => {
      const { endpoint, stop } = await startFakeLlm()
      return { secrets: { llm: JSON.parse(fakeSecret(endpoint)) }, stop }
    },
  },
}

/** Starts those whose variable is 1, and reports each. `api`: where the API is going to be, for those that call it back. */
export const startStandIns = (api: string, report: (message: string) => void): Promise<StandIn[]> =>
  Promise.all(
    Object.entries(CHOICES)
      .filter(([variable]) => process.env[variable] === '1')
      .map(([variable, { note, start }]) => {
        report(`${variable}=1: ${note}`)
        return start(api)
      }),
  )
