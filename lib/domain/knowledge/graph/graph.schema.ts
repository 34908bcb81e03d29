import * as z from 'zod'
import { Id } from '../../fields.ts'
import { Area } from '../../vocabulary.ts'
import { VaultItemType } from '../items/item.fields.ts'

export const MAX_NODES = 500

export const GraphQuery = z.object({
  center: Id.optional().describe('An item; without it, the items with most links come first'),
  depth: z.coerce.number().int().min(1).max(3).default(1).describe('Steps from the center'),
  limit: z.coerce.number().int().min(1).max(MAX_NODES).default(MAX_NODES).describe('Of nodes'),
})
export type GraphQuery = z.infer<typeof GraphQuery>

export const VaultGraph = z
  .object({
    nodes: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        type: VaultItemType,
        area: Area,
        degree: z.number().int().describe('Links from and to it, also to items that are not shown'),
      }),
    ),
    edges: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        kind: z.enum(['link', 'linkedItem', 'source']).describe('source: from a flashcard to what it asks about'),
      }),
    ),
    truncated: z.boolean().describe('There is more than is shown'),
  })
  .meta({ id: 'VaultGraph' })
export type VaultGraph = z.infer<typeof VaultGraph>
export type Edge = VaultGraph['edges'][number]
