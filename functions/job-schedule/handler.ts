import { resumeJobs } from '../../lib/platform/jobs/resume-jobs.ts'
import { scheduleLambda } from '../../lib/platform/schedule/schedule-lambda.ts'

export const handler = scheduleLambda('resume-jobs', (run) => resumeJobs(run))
