import { GetObjectCommand } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { UploadStore } from '../../domain/uploads/upload.ts'
import { s3Client } from '../s3-client.ts'
import { filesBucket } from './s3-files.ts'

const READ_SECONDS = 900

/** Forms and addresses by which people send and fetch files of their own without this API. */
export const s3Uploads = (): UploadStore => ({
  form: ({ key, contentType, bytes, seconds }) =>
    createPresignedPost(s3Client(), {
      Bucket: filesBucket(),
      Key: key,
      Conditions: [['content-length-range', 0, bytes]],
      Fields: { 'Content-Type': contentType },
      Expires: seconds,
    }),
  downloadUrl: (Key, fileName) =>
    getSignedUrl(
      s3Client(),
      new GetObjectCommand({
        Bucket: filesBucket(),
        Key,
        ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      }),
      { expiresIn: READ_SECONDS },
    ),
})
