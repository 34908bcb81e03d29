import * as z from 'zod'
import type { JobType } from '../../../platform/jobs/job.ts'

const Input = z.object({ itemId: z.string() })
export type RenameInput = z.infer<typeof Input>

/** Rewrites the links by a title that an item had, where the request that changed the title did not come to its end. */
export const RENAME_LINKS: JobType<RenameInput> = {
  kind: 'knowledge.rename',
  worker: 'job-worker',
  input: Input,
  source: 'api',
}
