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
  KNOWN.map((one) => ({ ...one, configured: one.provider === 'manual' || providers[one.provider] !== undefined }))
