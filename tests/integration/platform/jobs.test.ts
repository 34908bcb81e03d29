import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelJob } from '../../../lib/domain/jobs/job.service.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import type { Job } from '../../../lib/platform/jobs/job.ts'
import { acquireJob, endJob, findJob, saveJob } from '../../../lib/platform/jobs/job-rows.ts'
import { resumeJobs } from '../../../lib/platform/jobs/resume-jobs.ts'
import { runJob } from '../../../lib/platform/jobs/run-job.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/platform/units.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { partitionOf } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'
import { counting, newWorld, queue, refusal, type World } from './jobs-model.ts'

let restore: () => void
beforeAll(() => {
  restore = crashTable()
})
afterAll(() => restore())

const WORKER = 'test-worker'

/** So little that a worker does one slice only; the table takes less. */
const SHORT_MS = 14_000

/** A person whose clock the test puts forward. A worker has until `forMs` after it begins. */
const person = (forMs = AMPLE_MS) => {
  const userId = newUserId()
  let ahead = 0
  const clock = {
    now: () => Date.now() + ahead,
    pass: (ms: number) => {
      ahead += ms
    },
  }
  const ctx = () => contextFor(userId, { now: clock.now, deadline: clock.now() + forMs })
  const run = (world: World, job: Job) => runJob(ctx(), [counting(world)], { jobId: job.id, worker: WORKER })
  const read = async (job: Job) => (await findJob(contextFor(userId), job.id)) as Job
  return { userId, clock, ctx, run, read }
}

const upTo = (steps: number) => Array.from({ length: steps }, (_, i) => i)
const ENDED = { lease: null, leaseUntil: 0, place: null, finishedAt: expect.any(String) }

describe('a job', () => {
  test('is done slice by slice, says how far it is, and is found by nobody once it has ended', async () => {
    const { ctx, run, read, userId } = person()
    const world = newWorld()
    const job = await queue(ctx(), 5)
    expect(await read(job)).toMatchObject({ status: 'queued', progress: { done: 0, total: 5 }, startedAt: null })
    expect(await run(world, job)).toBe('succeeded')
    expect(world.steps).toEqual(upTo(5))
    const after = await read(job)
    expect(after).toMatchObject({
      ...ENDED,
      status: 'succeeded',
      progress: { done: 5, total: 5 },
      result: { steps: 5 },
    })
    const row = (await partitionOf(userId)).get(`JOB#${job.id}`)
    expect(row).not.toHaveProperty('GSI3PK')
    expect(Number(row?.expiresAt) * 1_000).toBeGreaterThan(Date.now() + 29 * DAY_MS)
    expect(await run(world, job)).toBe('busy')
  })

  test('goes on in another invocation when the deadline is near, after at least one slice in each', async () => {
    const { ctx, run, read } = person(SHORT_MS)
    const world = newWorld()
    const job = await queue(ctx(), 3)
    expect([await run(world, job), await run(world, job), await run(world, job)]).toEqual([
      'goesOn',
      'goesOn',
      'succeeded',
    ])
    expect(world.steps).toEqual(upTo(3))
    expect((await read(job)).status).toBe('succeeded')
  })

  test('is never done by two at once, however many workers are started', async () => {
    const { ctx, run, read } = person()
    const world = newWorld()
    const job = await queue(ctx(), 6)
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => run(world, job)))
    expect(outcomes.filter((one) => one !== 'busy')).toEqual(['succeeded'])
    expect([world.most, world.steps]).toEqual([1, upTo(6)])
    expect((await read(job)).status).toBe('succeeded')
  })

  test('of an unknown kind, and one that cannot be done, has failed with what the person is told', async () => {
    const { ctx, run, read } = person()
    const unknown = await queue(ctx(), 2)
    expect(await runJob(ctx(), [], { jobId: unknown.id, worker: WORKER })).toBe('failed')
    expect(await read(unknown)).toMatchObject({ ...ENDED, status: 'failed', error: { code: 'unknown_kind' } })
    const refused = await queue(ctx(), 2)
    const world = { ...newWorld(), fail: (step: number) => (step === 1 ? refusal() : null) }
    expect(await run(world, refused)).toBe('failed')
    const error = { code: 'validation_error', message: 'This cannot be counted' }
    expect(await read(refused)).toMatchObject({ ...ENDED, status: 'failed', error, progress: { done: 1, total: 2 } })
  })

  test('that fails for a while is put off, longer each time, and goes on where it was', async () => {
    const { ctx, run, read, clock } = person()
    const world: World = { ...newWorld(), fail: (step) => (step === 1 ? new Error('secret detail') : null) }
    const job = await queue(ctx(), 3)
    expect(await run(world, job)).toBe('putOff')
    expect(await run(world, job)).toBe('putOff')
    world.fail = undefined
    clock.pass(HOUR_MS)
    expect(await run(world, job)).toBe('succeeded')
    expect(world.steps).toEqual(upTo(3))
    expect(JSON.stringify(await read(job))).not.toContain('secret')
  })

  test('that always fails, or always kills its worker, comes to an end', async () => {
    const { ctx, run, read, clock } = person()
    const failing: World = { ...newWorld(), fail: () => new Error('always') }
    const job = await queue(ctx(), 3)
    for (let i = 0; i < 5; i++) await run(failing, job)
    expect(await read(job)).toMatchObject({ ...ENDED, status: 'failed', error: { code: 'internal' } })
    const deadly = await queue(ctx(), 3)
    for (let i = 0; i < 10; i++) {
      await acquireJob(ctx(), deadly.id, WORKER) // and the process dies
      clock.pass(HOUR_MS)
    }
    expect(await run(newWorld(), deadly)).toBe('failed')
    expect((await read(deadly)).error?.code).toBe('internal')
  })
})

describe('a worker that lost its lease', () => {
  test('can neither save nor end the job that another one has', async () => {
    const { ctx, clock, read } = person(SHORT_MS)
    const job = await queue(ctx(), 3)
    const first = (await acquireJob(ctx(), job.id, WORKER)) as Job
    clock.pass(MINUTE_MS)
    const second = (await acquireJob(ctx(), job.id, WORKER)) as Job
    expect(second.lease).not.toBe(first.lease)
    const step = { place: { next: 2 }, progress: { done: 2, total: 3 } }
    expect(await saveJob(ctx(), first, step, false)).toBeNull()
    expect(await endJob(ctx(), first, { status: 'cancelled' })).toBeNull()
    expect(await read(job)).toMatchObject({ status: 'running', place: null, lease: second.lease })
  })
})

describe('the schedule', () => {
  /** What it would start, of this person. */
  const found = async (userId: string, now: number) => {
    const started: string[] = []
    const run = { requestId: 'r', agent: 'test', newId: newUlid, now: () => now, deadline: now + AMPLE_MS }
    await resumeJobs(run, async (one) => {
      if (one.userId === userId) started.push(`${one.worker} ${one.jobId}`)
    })
    return started
  }

  test('finds what was never started, what was put off and what a dead worker left, when it is time, and nothing else', async () => {
    const { userId, ctx, run, clock } = person(SHORT_MS)
    const job = await queue(ctx(), 4)
    const it = [`${WORKER} ${job.id}`]
    expect(await found(userId, clock.now())).toEqual([])
    expect(await found(userId, clock.now() + 2 * MINUTE_MS)).toEqual(it)
    await acquireJob(ctx(), job.id, WORKER)
    expect(await found(userId, clock.now() + 2_000)).toEqual([])
    clock.pass(MINUTE_MS)
    expect(await found(userId, clock.now())).toEqual(it)
    expect(await run({ ...newWorld(), fail: () => new Error('now') }, job)).toBe('putOff')
    expect(await found(userId, clock.now())).toEqual([])
    clock.pass(HOUR_MS)
    expect(await found(userId, clock.now())).toEqual(it)
    expect(await run(newWorld(), job)).toBe('goesOn')
    expect(await found(userId, clock.now())).toEqual(it)
    for (let i = 0; i < 3; i++) await run(newWorld(), job)
    expect(await found(userId, clock.now() + DAY_MS)).toEqual([])
  })
})

describe('a cancelled job', () => {
  test('that nobody has begun ends at once; one that is under way ends after the slice', async () => {
    const { ctx, run, read } = person()
    const early = await queue(ctx(), 3)
    expect((await cancelJob(ctx(), early.id)).status).toBe('cancelled')
    expect(await run(newWorld(), early)).toBe('busy')
    const late = await queue(ctx(), 50)
    const world = newWorld()
    let asked: Promise<unknown> | undefined
    world.fail = (step) => {
      if (step === 2) asked = cancelJob(ctx(), late.id)
      return null
    }
    expect(await run(world, late)).toBe('cancelled')
    await asked
    expect(world.steps.length).toBeLessThan(50)
    expect(await read(late)).toMatchObject({ ...ENDED, status: 'cancelled' })
    expect((await cancelJob(ctx(), late.id)).status).toBe('cancelled')
  })

  test('is unknown to others, and one that has ended otherwise stays so', async () => {
    const { ctx, run } = person()
    const job = await queue(ctx(), 1)
    await expect(cancelJob(person().ctx(), job.id)).rejects.toMatchObject({ status: 404 })
    await run(newWorld(), job)
    await expect(cancelJob(ctx(), job.id)).rejects.toMatchObject({ status: 409 })
  })
})

describe.each([{ after: false }, { after: true }])(
  'a worker that dies at an await (when it took effect: $after)',
  ({ after }) => {
    test('loses nothing: the next one goes on and ends as without the crash, repeating one slice at most', async () => {
      let deaths = 0
      for (let nth = 1, crashed = true; crashed; nth += 1) {
        const { ctx, run, read, clock } = person()
        const world = newWorld()
        const job = await queue(ctx(), 3)
        crashed = (await dyingAt(nth, { after }, () => run(world, job))).crashed
        deaths += Number(crashed)
        clock.pass(AMPLE_MS + HOUR_MS)
        const outcome = await run(world, job)
        expect(['succeeded', 'busy']).toContain(outcome)
        expect(await read(job)).toMatchObject({ ...ENDED, status: 'succeeded', progress: { done: 3, total: 3 } })
        expect([...new Set(world.steps)]).toEqual(upTo(3))
        expect(world.steps.length).toBeLessThanOrEqual(4)
      }
      expect(deaths).toBeGreaterThan(5)
    })
  },
)

test('whatever workers, crashes, failures and cancellations come in which order: it ends once, and no slice is skipped or done by two', async () => {
  const deed = fc.constantFrom('run', 'two runs', 'die', 'fail', 'wait', 'cancel')
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(deed, { maxLength: 10 }), async (steps, deeds) => {
      const { ctx, run, read, clock } = person(SHORT_MS)
      const world = newWorld()
      const job = await queue(ctx(), steps)
      let wasCancelled = false
      for (const one of deeds) {
        if (one === 'run') await run(world, job)
        if (one === 'two runs') await Promise.all([run(world, job), run(world, job)])
        if (one === 'die') await dyingAt(3, { after: true }, () => run(world, job))
        if (one === 'fail') await run({ ...world, fail: () => new Error('once') }, job)
        if (one === 'wait') clock.pass(HOUR_MS)
        if (one === 'cancel')
          wasCancelled ||= await cancelJob(ctx(), job.id).then(
            () => true,
            () => false,
          )
      }
      for (let i = 0; i < 20; i++) {
        clock.pass(HOUR_MS)
        await run(world, job)
      }
      const { status, error } = await read(job)
      expect(world.most).toBeLessThanOrEqual(1)
      expect(world.steps.filter((step, at) => step > (world.steps[at - 1] ?? -1) + 1)).toEqual([])
      if (status === 'succeeded') expect([...new Set(world.steps)]).toEqual(upTo(steps))
      else if (status === 'failed') expect(error?.code).toBe('internal')
      else expect([status, wasCancelled]).toEqual(['cancelled', true])
    }),
    { numRuns: 40 },
  )
})
