import { fakeSecret, startFakeLlm } from './fake-llm.ts'
import type { SecretParts } from './secret-parts.ts'

/** Plays another company's service for one run. */
export type StandIn = {
  /** Take the place of the real keys. */
  secrets: SecretParts
  /** Variables that point the functions at it. */
  env?: Record<string, string>
  /** A page of it that is worth opening, shown when everything runs. */
  page?: { name: string; url: string }
  /** Called when the API can be reached. */
  ready?: () => void
  stop: () => Promise<void>
}

export type Place = {
  /** Where the API is going to be, for those that call it back. */
  api: string
  /** A free port is found from here on. */
  port: number
  /** Where data is kept for the next run. */
  directory: string
  /** Start empty. */
  reset?: boolean
}

type Choice = {
  /** The values of the variable that ask for it; 1 unless it says otherwise. */
  takes?: RegExp
  note: string
  start: (place: Place, value: string) => Promise<StandIn>
}

/** By the variable that asks for it. */
const CHOICES: Record<string, Choice> = {
  LIFEOS_FAKE_LLM: {
    note: 'AI features are answered by a stand-in, not by a language model',
    start: async () => {
      const { endpoint, stop } = await startFakeLlm()
      return { secrets: { llm: JSON.parse(fakeSecret(endpoint)) }, stop }
    },
  },
  LIFEOS_FAKE_GOOGLE: {
    note: 'calendars of Google come from a stand-in, which keeps nothing past its end: sign in again after a restart',
    start: async () => (await import('./fake-google/stand-in.ts')).startGoogle(),
  },
  LIFEOS_FAKE_MICROSOFT: {
    note: 'calendars of Outlook come from a stand-in, which keeps nothing past its end: sign in again after a restart',
    start: async () => (await import('./fake-microsoft/stand-in.ts')).startMicrosoft(),
  },
  LIFEOS_FAKE_STRIPE: {
    takes: /^(?!0$)./,
    note: 'plans are sold by a stand-in for Stripe, and no money moves',
    // Loaded when it is asked for: Stripe's SDK is large.
    start: async (place, value) => (await import('./fake-stripe/stand-in.ts')).startStripe(place, value),
  },
}

/** Starts those whose variable asks for it, and reports each. */
export const startStandIns = (place: Place, report: (message: string) => void): Promise<StandIn[]> =>
  Promise.all(
    Object.entries(CHOICES).flatMap(([variable, { takes = /^1$/, note, start }]) => {
      const value = process.env[variable] ?? ''
      if (!takes.test(value)) return []
      report(`${variable}=${value}: ${note}`)
      return start(place, value)
    }),
  )
