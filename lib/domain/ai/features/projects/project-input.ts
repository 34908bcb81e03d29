import * as z from 'zod'
import { Id } from '../../../fields.ts'

export const ProjectInput = z.object({ projectId: Id })
