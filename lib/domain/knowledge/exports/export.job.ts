import * as z from 'zod'
import type { JobType } from '../../../platform/jobs/job.ts'

const Input = z.object({ format: z.string() })
export type ExportInput = z.infer<typeof Input>

const job = (kind: string): JobType<ExportInput> => ({ kind, worker: 'job-worker', input: Input, source: 'api' })

/** Writes the notes and files of the vault into an archive. */
export const FILES_EXPORT = job('knowledge.export.files')
/** Writes the cards, decks and reviews into an Anki package. */
export const ANKI_EXPORT = job('knowledge.export.anki')

/** What came of an export: its file, until it is dropped. */
export const Exported = z.object({ key: z.string(), bytes: z.number().int(), counts: z.record(z.string(), z.number()) })
export type Exported = z.infer<typeof Exported>

/** Objects of an export; the bucket drops them after eight days. */
export const exportKey = (userId: string, jobId: string, name: string): string => `exports/${userId}/${jobId}/${name}`
