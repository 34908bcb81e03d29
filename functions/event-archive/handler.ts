import { archiveRows } from '../../lib/domain/archive/archive.service.ts'
import { streamLambda } from '../../lib/platform/stream/stream-lambda.ts'
import { s3Archive } from '../../lib/providers/archive/s3-archive.ts'

export const handler = streamLambda((rows) => archiveRows(s3Archive(), rows))
