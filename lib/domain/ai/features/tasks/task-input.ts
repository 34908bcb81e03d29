import * as z from 'zod'
import { Id, Text } from '../../../fields.ts'
import { Name } from '../../parts.ts'

export const TaskInput = z.strictObject({ taskId: Id })

/** A task that may not exist yet. */
export const DraftInput = z.strictObject({ taskId: Id.optional(), title: Name, description: Text().nullish() })
export type DraftInput = z.infer<typeof DraftInput>
