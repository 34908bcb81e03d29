import type { Context as LambdaContext } from 'aws-lambda'
import { config } from '../config/config.ts'
import type { Context } from '../context.ts'
import { newUlid } from '../ids.ts'
import { errorFacts, logWithMetrics } from '../log/log.ts'
import { currentUsage, metered } from '../log/meter.ts'
import { functionLabel } from '../log/metrics.ts'

/** The parts of a context that all work of one run shares. */
export type Run = Pick<Context, 'requestId' | 'deadline' | 'now' | 'newId' | 'agent'>

/** What a run did: counts and short facts for the log, never an id or an address of a person. */
export type Summary = Record<string, string | number | boolean | null>

/** Time reserved before Lambda's own timeout, in milliseconds. */
const RESERVE_MS = 1_000

/**
 * The entry point of a Lambda that nobody waits for: does its work and writes one line of the log. `message` and `name` stand
 * in that line. Resolves to the summary. @throws what the work throws, which makes Lambda repeat it.
 */
export const runLambda = (
  message: 'job' | 'worker',
  name: string,
  work: (run: Run, event: unknown) => Promise<Summary>,
) => {
  let first = true
  return (event?: unknown, lambda?: LambdaContext): Promise<Summary> =>
    metered(async () => {
      const started = performance.now()
      const run = runOf(lambda)
      const line = (facts: object, errors: 0 | 1) => {
        writeLine({ run, message, name, facts, errors, ms: performance.now() - started, first })
        first = false
      }
      try {
        const summary = await work(run, event)
        line({ summary }, 0)
        return summary
      } catch (error) {
        line(errorFacts(error), 1)
        throw error
      }
    })
}

const runOf = (lambda?: LambdaContext): Run => ({
  requestId: lambda?.awsRequestId ?? 'job',
  deadline: Date.now() + (lambda?.getRemainingTimeInMillis?.() ?? 10_000) - RESERVE_MS,
  now: Date.now,
  newId: newUlid,
  agent: functionLabel(lambda?.functionName, config().STAGE),
})

type Line = { run: Run; message: string; name: string; facts: object; errors: 0 | 1; ms: number; first: boolean }

const writeLine = ({ run, message, name, facts, errors, ms, first }: Line): void =>
  logWithMetrics(
    errors ? 'error' : 'info',
    message,
    { requestId: run.requestId, [message]: name, ms: Math.round(ms), ...facts, ...currentUsage() },
    { Function: run.agent ?? 'unknown' },
    { Latency: ms, Errors: errors, ColdStarts: Number(first) },
  )

/** The context in which a run does something for one person. */
export const personContext = (run: Run, userId: string, source: Context['source'] = 'cron'): Context => ({
  ...run,
  userId,
  source,
  address: null,
  ifMatch: null,
})
