import * as z from 'zod'
import type { Context } from '../../../lib/platform/context.ts'
import { AppError } from '../../../lib/platform/errors.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { type JobType, jobRunner } from '../../../lib/platform/jobs/job.ts'
import { newJob } from '../../../lib/platform/jobs/job-rows.ts'
import { awaiting } from '../../support/crash.ts'

const Input = z.object({ steps: z.number() })
const Place = z.object({ next: z.number() })

export const COUNTING: JobType<z.infer<typeof Input>> = {
  kind: 'test.counting',
  worker: 'test-worker',
  input: Input,
  source: 'import',
}

/** What the world outside saw: each step that was done, and by how many at a time. */
export type World = {
  steps: number[]
  under: number
  most: number
  fail?: ((step: number) => Error | null) | undefined
}
export const newWorld = (): World => ({ steps: [], under: 0, most: 0 })

/** A job of so many steps, one in a slice, each seen by the world. */
export const counting = (world: World) =>
  jobRunner(COUNTING, Place, async (_, { input, place }) => {
    const next = place?.next ?? 0
    world.under += 1
    world.most = Math.max(world.most, world.under)
    try {
      await awaiting(async () => {
        const problem = world.fail?.(next)
        if (problem) throw problem
        world.steps.push(next)
      })
    } finally {
      world.under -= 1
    }
    const progress = { done: next + 1, total: input.steps }
    return next + 1 === input.steps
      ? { result: { steps: input.steps }, progress }
      : { place: { next: next + 1 }, progress }
  })

/** Stores a job of so many steps. */
export const queue = async (ctx: Context, steps: number) => {
  const { job, write } = newJob(ctx, COUNTING, { steps }, { done: 0, total: steps })
  await commit(ctx, { changes: [], writes: [write], result: null })
  return job
}

/** What no repeat would mend. */
export const refusal = () => new AppError(400, 'VALIDATION_ERROR', 'This cannot be counted')
