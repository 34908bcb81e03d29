import * as z from 'zod'
import { Job } from '../../jobs/job.schema.ts'

export const CreateExport = z.strictObject({ format: z.enum(['obsidian', 'anki']) }).meta({ id: 'CreateVaultExport' })
export type CreateExport = z.infer<typeof CreateExport>

export const VaultExport = Job.pick({
  ...{ id: true, status: true, progress: true, error: true, isCancelRequested: true },
  ...{ createdAt: true, startedAt: true, finishedAt: true },
})
  .extend({
    format: z.string(),
    counts: z.record(z.string(), z.number().int()).describe('What is in the file, such as notes and attachments'),
    url: z.string().nullable().describe('Of the file, good for minutes; null before its end and a week after it'),
    bytes: z.number().int().nullable(),
  })
  .meta({ id: 'VaultExport' })
export type VaultExport = z.infer<typeof VaultExport>
