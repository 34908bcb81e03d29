import * as z from 'zod'
import type { JobType } from '../../../platform/jobs/job.ts'
import { Area } from '../../vocabulary.ts'

const Input = z.object({
  format: z.string(),
  /** Of the object that was sent, and its bytes. */
  key: z.string(),
  bytes: z.number(),
  fileName: z.string(),
  area: Area,
  timeZone: z.string(),
})
export type ImportInput = z.infer<typeof Input>

const job = (kind: string): JobType<ImportInput> => ({ kind, worker: 'job-worker', input: Input, source: 'import' })

/** Brings the notes and files of an archive in. */
export const FILES_IMPORT = job('knowledge.import.files')
/** Brings the cards, decks and reviews of an Anki package in. */
export const ANKI_IMPORT = job('knowledge.import.anki')

const Skipped = z.object({ name: z.string(), reason: z.string() })

/** How far every import is. `next`: the entry of its file to go on with. */
export const Outcome = z.object({
  counts: z.record(z.string(), z.number().int()),
  skipped: z.array(Skipped),
  skippedCount: z.number().int(),
})
export type Outcome = z.infer<typeof Outcome>

/** More are only counted. */
const MOST_SKIPPED = 100
const MOST_NAME = 300

/** Notes that something was not taken. */
export const skip = (outcome: Outcome, name: string, reason: string): void => {
  outcome.skippedCount += 1
  if (outcome.skipped.length < MOST_SKIPPED)
    outcome.skipped.push({ name: name.slice(0, MOST_NAME).toWellFormed() || '(no name)', reason })
}

export const count = (outcome: Outcome, what: string, by = 1): void => {
  outcome.counts[what] = (outcome.counts[what] ?? 0) + by
}
