import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '../../lib/domain/jobs/job.schema.ts'
import type { progressBar } from './progress.ts'

type Bar = ReturnType<typeof progressBar>

const POLL_MS = 300

const hasEnded = ({ finishedAt }: Pick<Job, 'finishedAt'>): boolean => finishedAt !== null

/** Shows how far a job of a person is until it has ended, for `mostMs` at most. Resolves to the job as it was read last. */
export const followJob = async <J extends Pick<Job, 'kind' | 'progress' | 'finishedAt'>>(
  read: () => Promise<J>,
  bar: Bar,
  { mostMs, pollMs = POLL_MS }: { mostMs: number; pollMs?: number },
): Promise<J> => {
  const until = performance.now() + mostMs
  for (;;) {
    const job = await read()
    bar.show(job.kind, job.progress.done, job.progress.total)
    if (hasEnded(job) || performance.now() >= until) {
      bar.end()
      return job
    }
    await sleep(pollMs)
  }
}

/** Shows for how many seconds `work`, of which nobody knows how long it takes, has been under way. */
export const showingTime = async <T>(what: string, bar: Bar, work: () => Promise<T>): Promise<T> => {
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 1_000)
  const timer = setInterval(() => bar.show(`s, ${what}`, seconds(), null), 1_000)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    bar.end()
  }
}
