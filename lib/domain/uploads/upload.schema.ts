import * as z from 'zod'
import { Title } from '../fields.ts'
import { UPLOAD_PURPOSES, type UploadPurpose } from './upload.ts'

export const UploadRequest = z
  .strictObject({
    fileName: Title(255),
    contentType: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,100}(; ?charset=[\w-]{1,20})?$/, 'Must be a media type'),
    bytes: z.number().int().min(0).describe('Size of the file; the storage takes no more'),
    purpose: z.enum(Object.keys(UPLOAD_PURPOSES) as [UploadPurpose, ...UploadPurpose[]]),
  })
  .meta({ id: 'UploadRequest' })
export type UploadRequest = z.infer<typeof UploadRequest>

export const UploadForm = z
  .object({
    uploadId: z.string(),
    uploadUrl: z.string(),
    fields: z.record(z.string(), z.string()).describe('Of the form, to be sent in this order and before `file`'),
    expiresIn: z.number().int().describe('Seconds'),
  })
  .meta({ id: 'Upload' })
export type UploadForm = z.infer<typeof UploadForm>
