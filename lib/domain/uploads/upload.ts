import { invalidField, payloadTooLarge } from '../../platform/errors.ts'

const MIB = 1_048_576

/** What files may be sent for, and how many bytes each may have. */
export const UPLOAD_PURPOSES = {
  import: 512 * MIB,
  markdown: 10 * MIB,
  avatar: 5 * MIB,
  attachment: 50 * MIB,
} as const
export type UploadPurpose = keyof typeof UPLOAD_PURPOSES

/** Seconds within which the storage takes the file. */
export const FORM_SECONDS = 900
/** How long a file that was sent may wait for what it was sent for. */
export const UPLOAD_DAYS = 7

/** What is remembered of an announced file until it is used. `key`: of the object. `expiresAt`: epoch seconds. */
export type Upload = {
  id: string
  key: string
  purpose: UploadPurpose
  fileName: string
  contentType: string
  bytes: number
  expiresAt: number
  details: Record<string, unknown>
}

export const uploadKey = (userId: string, id: string): string => `uploads/${userId}/${id}`

/** @throws 413 for more than the purpose allows, 400 for a Markdown file of another name */
export const checkUpload = ({ purpose, bytes, fileName }: Pick<Upload, 'purpose' | 'bytes' | 'fileName'>): void => {
  const most = UPLOAD_PURPOSES[purpose]
  if (bytes > most) throw payloadTooLarge(`A file for ${purpose} has ${most} bytes at most`)
  if (purpose === 'markdown' && !/\.md$/i.test(fileName)) throw invalidField('fileName', 'Must end in .md')
}

/** Where files are sent to and found again. */
export type UploadStore = {
  /** A form that the storage takes for `seconds`, for one object of at most `bytes`. */
  form: (wanted: {
    key: string
    contentType: string
    bytes: number
    seconds: number
  }) => Promise<{ url: string; fields: Record<string, string> }>
  /** An address for reading, good for minutes. `fileName`: what a browser calls it. */
  downloadUrl: (key: string, fileName: string) => Promise<string>
}
