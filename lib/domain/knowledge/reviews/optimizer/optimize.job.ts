import * as z from 'zod'
import type { JobType } from '../../../../platform/jobs/job.ts'

const Input = z.object({ deckId: z.string() })

/** Fits the weights of FSRS to the reviews of a deck that were made before the job. */
export const DECK_OPTIMIZATION: JobType<z.infer<typeof Input>> = {
  kind: 'knowledge.optimize-deck',
  worker: 'job-worker',
  input: Input,
  source: 'api',
}
