import * as z from 'zod'
import { outputsOf } from '../../entity-schemas.ts'
import { entityFields, Id, Title } from '../../fields.ts'
import { connectionFields } from '../sync/connection.fields.ts'

const When = z.iso.datetime().nullable()

export const Connection = z
  .object({
    ...entityFields,
    ...outputsOf(connectionFields),
    status: z.enum(['active', 'syncing', 'reauthorize', 'error', 'paused']),
    lastSyncedAt: When,
    nextSyncAt: When,
    lastError: z.object({ code: z.string(), message: z.string(), at: z.iso.datetime() }).nullable(),
  })
  .meta({ id: 'CalendarConnection' })
export type Connection = z.infer<typeof Connection>

const Address = z.string().min(1).max(8_000)
const Password = { serverUrl: Address.optional(), username: Title(254), password: z.string().min(1).max(1_000) }

export const CreateConnection = z
  .discriminatedUnion('provider', [
    z.strictObject({ provider: z.literal('ics'), url: Address, name: Title(200).optional() }),
    z.strictObject({ provider: z.literal('apple'), ...Password }),
    z.strictObject({ provider: z.literal('caldav'), ...Password }),
  ])
  .meta({ id: 'CreateCalendarConnection' })
export type CreateConnection = z.infer<typeof CreateConnection>

export const AuthorizeConnection = z
  .strictObject({
    redirectUri: z
      .string()
      .min(1)
      .max(2_000)
      .describe('Where the browser goes in the end: an address of one of our apps'),
    access: z.enum(['read', 'write']).default('write').describe('What to ask for; writing can be added later'),
    connectionId: Id.optional().describe('The connection to sign in for again: its account is suggested'),
  })
  .meta({ id: 'AuthorizeCalendarConnection' })
export type AuthorizeConnection = z.output<typeof AuthorizeConnection>

export const Authorization = z
  .object({
    authorizationUrl: z.string().describe('The page of the provider on which the person consents'),
    state: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'CalendarAuthorization' })
export type Authorization = z.infer<typeof Authorization>

export const OAuthCallback = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4_000).optional(),
  error: z.string().min(1).max(200).optional(),
})
export type OAuthCallback = z.infer<typeof OAuthCallback>

export const UpdateConnection = z
  .strictObject({
    calendars: z
      .array(z.strictObject({ id: Id, selected: z.boolean().optional(), busy: z.boolean().optional() }))
      .max(1_000)
      .optional()
      .describe('Those to change; the others stay as they are'),
    focusCalendarId: Id.nullable().optional(),
    paused: z.boolean().optional(),
  })
  .meta({ id: 'UpdateCalendarConnection' })
export type UpdateConnection = z.infer<typeof UpdateConnection>

export const SyncStarted = z.object({ syncId: z.string() }).meta({ id: 'CalendarSyncStarted' })

export const CalendarProviderInfo = z
  .object({
    provider: z.enum(['google', 'outlook', 'apple', 'caldav', 'ics', 'manual']),
    configured: z.boolean(),
    auth: z.enum(['oauth', 'password', 'url', 'none']),
    canWrite: z.boolean(),
  })
  .meta({ id: 'CalendarProvider' })
