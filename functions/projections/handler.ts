import { projectRows } from '../../lib/domain/projections/project.ts'
import { streamLambda } from '../../lib/platform/stream/stream-lambda.ts'

export const handler = streamLambda(projectRows)
