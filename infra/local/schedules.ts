import { type IsDue, readExpression } from './expression.ts'
import { invokeFunction } from './invoke.ts'
import type { LocalJob } from './jobs.ts'

const MINUTE_MS = 60_000

/** A job whose expression only AWS can read is never due here. */
const isDueOf = ({ name, expression }: LocalJob, report: (message: string) => void): IsDue => {
  try {
    return readExpression(expression)
  } catch (error) {
    report(`${(error as Error).message}; npm run job -- ${name} runs it`)
    return () => false
  }
}

export type SchedulesOptions = {
  jobs: LocalJob[]
  invokeUrl: string
  report: (message: string) => void
  /** Milliseconds of a minute; less in tests. */
  minuteMs?: number
}

/**
 * Fires each job when its schedule says so, never at the start, and not while its last run goes on. A run that fails is
 * reported and not repeated: a developer wants to read the error. Returns what stops it; runs in flight are abandoned.
 */
export const startSchedules = (options: SchedulesOptions): (() => Promise<void>) => {
  const { invokeUrl, report, minuteMs = MINUTE_MS } = options
  const jobs = options.jobs.map((job) => ({ ...job, isDue: isDueOf(job, report) }))
  const stopping = new AbortController()
  const running = new Set<string>()
  const fire = async ({ name, functionName, event }: LocalJob): Promise<void> => {
    running.add(name)
    try {
      await invokeFunction(invokeUrl, functionName, event, stopping.signal)
    } catch (error) {
      if (!stopping.signal.aborted) report(`The job ${name} failed: ${error instanceof Error ? error.message : error}`)
    }
    running.delete(name)
  }
  let minute = 0
  const timer = setInterval(() => {
    minute += 1
    const at = new Date()
    for (const job of jobs) if (job.isDue(minute, at) && !running.has(job.name)) fire(job)
  }, minuteMs)
  return async () => {
    clearInterval(timer)
    stopping.abort()
  }
}
