import * as z from 'zod'
import { Id } from '../../fields.ts'
import { Job } from '../../jobs/job.schema.ts'
import { Area } from '../../vocabulary.ts'

export const CreateImport = z
  .strictObject({
    format: z.enum(['obsidian', 'anki', 'markdown']),
    uploadId: Id.describe('Of POST /uploads, for the purpose "import"'),
    area: Area.optional().describe('Of what names none itself; Operations unless another is sent'),
  })
  .meta({ id: 'CreateVaultImport' })
export type CreateImport = z.infer<typeof CreateImport>

const Skipped = z.object({ name: z.string(), reason: z.string() })

export const VaultImport = Job.pick({
  ...{ id: true, status: true, progress: true, error: true, isCancelRequested: true },
  ...{ createdAt: true, startedAt: true, finishedAt: true },
})
  .extend({
    format: z.string(),
    counts: z.record(z.string(), z.number().int()).describe('What has arrived so far, such as notes and attachments'),
    skipped: z.array(Skipped).describe('The first hundred of what was not taken'),
    skippedCount: z.number().int(),
  })
  .meta({ id: 'VaultImport' })
export type VaultImport = z.infer<typeof VaultImport>
