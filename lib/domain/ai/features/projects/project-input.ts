import * as z from 'zod'
import { Id } from '../../../fields.ts'

export const ProjectInput = z.strictObject({ projectId: Id })
