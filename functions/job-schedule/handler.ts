import { sweepFiles } from '../../lib/domain/file-sweep/sweep-files.service.ts'
import { resumeJobs } from '../../lib/platform/jobs/resume-jobs.ts'
import { schedulesLambda } from '../../lib/platform/schedule/schedule-lambda.ts'
import { s3Sweep } from '../../lib/providers/files/s3-sweep.ts'

const files = s3Sweep()

export const handler = schedulesLambda({
  'resume-jobs': (run) => resumeJobs(run),
  'sweep-files': (run) => sweepFiles(run, files),
})
