import * as z from 'zod'
import { VAULT_TYPES } from '../items/item.fields.ts'

/** What can be found in the vault. */
export const FOUND_TYPES = [...VAULT_TYPES, 'course', 'module'] as const
export const FoundType = z.enum(FOUND_TYPES).meta({ id: 'FoundType' })
export type FoundType = z.infer<typeof FoundType>
