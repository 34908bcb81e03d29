import * as z from 'zod'
import type { Context } from '../context.ts'
import type { Change } from './change.ts'

/** One change of one entity, as it is kept for ever. Folding an entity's events by version gives its state. */
export const Event = z
  .object({
    id: z.string().describe('ULID: events sort by time'),
    type: z.string().describe('What happened, such as task.completed'),
    entityType: z.string(),
    entityId: z.string(),
    version: z.number().int().min(1).describe('Version of the entity after the change'),
    action: z.enum(['create', 'update', 'delete', 'restore']),
    at: z.iso.datetime(),
    source: z.enum(['api', 'webhook', 'cron', 'ai', 'import', 'sync']),
    actor: z.string().describe('The user on whose behalf it happened'),
    requestId: z.string(),
    agent: z
      .string()
      .nullable()
      .optional()
      .describe('Short name of the client or background function. Absent in the oldest events'),
    address: z
      .string()
      .nullable()
      .optional()
      .describe('Network of the request, a /24 or a /48; null for work in the background. Absent in the oldest events'),
    data: z
      .record(z.string(), z.unknown())
      .describe('Created: every field that is not a default. Updated: the new values.'),
    previous: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Updated: the values before; null where both do not fit'),
    schemaVersion: z.literal(1),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof Event>

export const eventOf = (ctx: Context, change: Change): Event => ({
  id: ctx.newId(change.at),
  type: change.type,
  entityType: change.entityType,
  entityId: change.after.id,
  version: change.after.version,
  action: change.action,
  at: change.after.updatedAt,
  source: ctx.source,
  actor: ctx.userId,
  requestId: ctx.requestId,
  agent: ctx.agent,
  address: ctx.address,
  data: change.data,
  previous: fits(change) ? change.previous : null,
  schemaVersion: 1,
})

/** Of the 400 KB of an item, what is left for the data of an event. */
const MOST_BYTES = 390_000

/** Whether an event has room for the previous values as well as the new ones. Earlier events hold them too. */
const fits = ({ data, previous }: Change): boolean =>
  previous === null || Buffer.byteLength(JSON.stringify([data, previous])) <= MOST_BYTES
