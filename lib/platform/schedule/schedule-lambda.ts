import { type Run, runLambda, type Summary } from './run.ts'

/**
 * One run of what is on a schedule. It has to end before its deadline and may come twice, at the same moment too; what it left
 * undone is left to the next run. Rejecting makes Lambda repeat it.
 */
export type Job = (run: Run) => Promise<Summary>

/**
 * The entry point of a Lambda that a schedule starts: runs the job and writes one line of the log. Resolves to the job's
 * summary. @throws what the job throws.
 */
export const scheduleLambda = (name: string, job: Job) => runLambda('job', name, (run) => job(run))
