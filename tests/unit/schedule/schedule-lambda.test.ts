import type { Context as LambdaContext } from 'aws-lambda'
import { beforeAll, describe, expect, it } from 'vitest'
import { personContext, type Run } from '../../../lib/platform/schedule/run.ts'
import { type Job, scheduleLambda } from '../../../lib/platform/schedule/schedule-lambda.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { linesOf } from '../../support/log-lines.ts'
import { documentProblems } from '../log/emf-schema.ts'

beforeAll(() => stubEnvironment())

const lambda = {
  functionName: 'lifeos-test-billing-reconcile',
  awsRequestId: 'run-1',
  getRemainingTimeInMillis: () => 60_000,
} as LambdaContext

const runOf = async (context?: LambdaContext): Promise<Run> => {
  const runs: Run[] = []
  const job: Job = async (run) => {
    runs.push(run)
    return {}
  }
  await linesOf(() => scheduleLambda('reconcile-billing', job)({}, context))
  return runs[0] as Run
}

describe('a job', () => {
  it('gets an id, the time it has, less a second, and the name of its function as agent', async () => {
    const before = Date.now()
    const run = await runOf(lambda)
    expect(run).toMatchObject({ requestId: 'run-1', agent: 'billing-reconcile' })
    expect(run.deadline).toBeGreaterThanOrEqual(before + 59_000)
    expect(run.deadline).toBeLessThanOrEqual(Date.now() + 59_000)
    expect(run.newId()).not.toBe(run.newId())
    expect(run.now()).toBeGreaterThanOrEqual(before)
  })

  it('runs without anything from Lambda too', async () => {
    expect((await runOf()).deadline).toBeGreaterThan(Date.now())
  })

  it('works for a person as cron, from no address and under no version', async () => {
    const run = await runOf(lambda)
    expect(personContext(run, 'ada')).toEqual({ ...run, userId: 'ada', source: 'cron', address: null, ifMatch: null })
  })

  it('answers its summary, and is one line with metrics', async () => {
    let answer: unknown
    const lines = await linesOf(async () => {
      answer = await scheduleLambda('reconcile-billing', async () => ({ checked: 3, mended: 0 }))({}, lambda)
    })
    expect(answer).toEqual({ checked: 3, mended: 0 })
    expect(lines).toMatchObject([
      {
        level: 'info',
        message: 'job',
        job: 'reconcile-billing',
        requestId: 'run-1',
        summary: { checked: 3, mended: 0 },
        Function: 'billing-reconcile',
        Latency: expect.any(Number),
        ColdStarts: 1,
        calls: 0,
      },
    ])
    expect(lines[0]).not.toHaveProperty('Errors')
    expect(documentProblems(lines[0] ?? {})).toEqual([])
  })

  it('that fails is one line with the error and its metric, and fails for Lambda too, which repeats it', async () => {
    const run = scheduleLambda('reconcile-billing', () => Promise.reject(new TypeError('no such field')))
    const lines = await linesOf(async () => {
      await expect(run({}, lambda)).rejects.toThrow('no such field')
      await expect(run({}, lambda)).rejects.toThrow('no such field')
    })
    const line = { level: 'error', message: 'job', job: 'reconcile-billing', error: 'TypeError', Errors: 1 }
    expect(lines).toMatchObject([{ ...line, ColdStarts: 1 }, line])
    expect(lines[1]).not.toHaveProperty('ColdStarts')
    for (const one of lines) expect(documentProblems(one)).toEqual([])
  })

  it('that throws before its first await fails in the same way', async () => {
    const run = scheduleLambda('reconcile-billing', () => {
      throw new Error('at once')
    })
    const lines = await linesOf(() => expect(run({}, lambda)).rejects.toThrow('at once'))
    expect(lines).toMatchObject([{ level: 'error', reason: 'at once' }])
  })
})
