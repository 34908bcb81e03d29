import * as z from 'zod'
import { Id, pageOf, paging } from '../fields.ts'

export const TrashRow = z
  .object({
    id: z.string(),
    entityType: z.string(),
    title: z.string().describe('Its title, name or date'),
    deletedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('After this it is gone for good'),
  })
  .meta({ id: 'TrashRow' })
export type TrashRow = z.infer<typeof TrashRow>

export const TrashPage = pageOf(TrashRow).meta({ id: 'TrashPage' })
export const TrashQuery = z.object(paging)
export const TrashPath = z.object({ entityType: z.string().regex(/^[a-z_]{1,40}$/), id: Id })

export const Restored = z
  .object({ id: z.string(), entityType: z.string(), version: z.number().int() })
  .meta({ id: 'Restored' })
