import type { CalendarProviders } from '../sync/provider.ts'

const KNOWN = [
  { provider: 'google', auth: 'oauth', canWrite: true },
  { provider: 'outlook', auth: 'oauth', canWrite: true },
  { provider: 'apple', auth: 'password', canWrite: true },
  { provider: 'caldav', auth: 'password', canWrite: true },
  { provider: 'ics', auth: 'url', canWrite: false },
  { provider: 'manual', auth: 'none', canWrite: true },
] as const

/** What calendars can be connected with, and what can be here. */
export const listProviders = (providers: CalendarProviders) =>
  Promise.all(KNOWN.map(async (one) => ({ ...one, configured: await isConfigured(providers, one.provider) })))

/** Where a person signs in, this deployment has to have credentials. */
const isConfigured = async (
  providers: CalendarProviders,
  name: (typeof KNOWN)[number]['provider'],
): Promise<boolean> => {
  if (name === 'manual') return true
  const provider = providers[name]
  return provider !== undefined && (await (provider.oauth?.configured() ?? true))
}
