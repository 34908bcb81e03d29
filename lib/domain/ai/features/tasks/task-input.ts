import * as z from 'zod'
import { Id, Text } from '../../../fields.ts'
import { Name } from '../../parts.ts'

export const TaskInput = z.object({ taskId: Id })

/** A task that may not exist yet. */
export const DraftInput = z.object({ taskId: Id.optional(), title: Name, description: Text().nullish() })
export type DraftInput = z.infer<typeof DraftInput>
