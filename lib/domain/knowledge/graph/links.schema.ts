import * as z from 'zod'
import { VaultItemType } from '../items/item.fields.ts'

const Outgoing = z.object({
  id: z.string().nullable().describe('Null while there is no such item'),
  title: z.string().describe('The item’s title, or what the link says while there is none'),
  alias: z.string().nullable(),
  resolved: z.boolean(),
})
export type Outgoing = z.infer<typeof Outgoing>

const Backlink = z.object({
  id: z.string(),
  title: z.string(),
  type: VaultItemType,
  snippet: z
    .string()
    .describe('The words around the first link; empty for a linked item that the text does not mention'),
})
export type Backlink = z.infer<typeof Backlink>

export const ItemLinks = z
  .object({
    outgoing: z.array(Outgoing),
    backlinks: z.array(Backlink),
    unresolved: z.array(z.string()).describe('What links say that no item is called, each once'),
  })
  .meta({ id: 'ItemLinks' })
export type ItemLinks = z.infer<typeof ItemLinks>
