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

/**
 * The entry point of a Lambda that has several jobs, each with a schedule of its own. @throws what the job throws, and for an event
 * that names none of them
 */
export const schedulesLambda = (jobs: Record<string, Job>): ReturnType<typeof scheduleLambda> => {
  const lambdas = new Map(Object.entries(jobs).map(([name, job]) => [name, scheduleLambda(name, job)]))
  return (event, lambda) => {
    const name = (event as { job?: unknown } | undefined)?.job
    const run = lambdas.get(String(name))
    if (!run) throw new Error(`There is no job ${name}`)
    return run(event, lambda)
  }
}
