import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { schedulesTemplate } from '../../../infra/generate/schedules.ts'
import { readJobs } from '../../../infra/local/jobs.ts'
import { runJob } from '../../../infra/local/run-job.ts'
import { startSchedules } from '../../../infra/local/schedules.ts'
import { environmentFile } from '../../../infra/scripts/environment.ts'
import type { ScheduleSpec } from '../../../lib/platform/deployment/function-spec.ts'
import { eventually } from '../../support/cloud.ts'

type Invocation = { path: string; event: unknown; response: ServerResponse }

const root = mkdtempSync(join(tmpdir(), 'lifeos-jobs-'))
const invocations: Invocation[] = []
const answers: ((response: ServerResponse) => void)[] = []
/** Plays the gateway's Lambda endpoint. Without an answer a run goes on. */
const playLambda = () =>
  createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    invocations.push({ path: request.url ?? '', event: JSON.parse(text), response })
    answers.shift()?.(response)
  })
/** One for each test: what a job of the test before still sends reaches nobody. */
let lambda: Server
let invokeUrl: string

const schedule = (name: string, expression: ScheduleSpec['expression']): ScheduleSpec => ({
  name,
  expression,
  description: `Does ${name}`,
})

beforeAll(() => {
  const jobs = { often: schedule('do-often', 'rate(1 minute)'), 'now-and-then': schedule('do-rarely', 'rate(9 days)') }
  const sources = Object.entries(jobs).map(([name, spec]) => {
    mkdirSync(join(root, 'functions', name), { recursive: true })
    writeFileSync(join(root, 'functions', name, 'handler.ts'), '')
    return { name, routes: {}, spec: { description: '', access: {}, schedule: spec } }
  })
  mkdirSync(join(root, 'infra/generated'), { recursive: true })
  writeFileSync(join(root, 'infra/generated/schedules.yml'), stringify(schedulesTemplate(sources)))
})
beforeEach(async () => {
  lambda = playLambda()
  await new Promise<void>((done) => lambda.listen(0, '127.0.0.1', done))
  const address = lambda.address()
  invokeUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  invocations.length = 0
  answers.length = 0
})
afterEach(() => {
  lambda.closeAllConnections()
  lambda.close()
})
afterAll(() => rmSync(root, { recursive: true }))

const good = (answer: object) => (response: ServerResponse) => response.end(JSON.stringify(answer))
const bad = (errorMessage: string) => (response: ServerResponse) =>
  response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end(JSON.stringify({ errorMessage }))

describe('the local cloud', () => {
  const reports: string[] = []
  let stop: () => Promise<void>
  const start = (minuteMs: number) => {
    reports.length = 0
    stop = startSchedules({ jobs: readJobs(root), invokeUrl, report: (text) => reports.push(text), minuteMs })
  }
  afterEach(() => stop())

  test('fires a job at its rate with what its schedule sends, and no other job', async () => {
    answers.push(good({}), good({}))
    start(5)
    expect(invocations).toEqual([])
    await eventually('two runs', () => invocations.length >= 2 || undefined)
    for (const { path, event } of invocations) {
      expect(path).toBe('/2015-03-31/functions/lifeos-local-often/invocations')
      expect(event).toEqual({ job: 'do-often' })
    }
  })

  test('reports a run that failed and goes on', async () => {
    answers.push(bad('no such field'), good({}))
    start(5)
    await eventually('two runs and a report', () => (invocations.length >= 2 && reports.length > 0) || undefined)
    expect(reports).toEqual(['The job do-often failed: no such field'])
  })

  test('does not fire a job while its last run goes on', async () => {
    start(1)
    await eventually('a run', () => invocations.length > 0 || undefined)
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 1)
    await eventually('more minutes', () => ticks > 20 || undefined)
    clearInterval(timer)
    expect(invocations.length).toBe(1)
  })

  test('abandons a run that goes on when it is stopped, without a report', async () => {
    start(1)
    const { response } = await eventually('a run', () => invocations[0])
    await stop()
    await eventually('the end of the call', () => response.destroyed || undefined)
    expect(reports).toEqual([])
  })

  test('says of a schedule that only AWS can read how to run its job, and starts', () => {
    const [job] = readJobs(root)
    const jobs = job ? [{ ...job, expression: 'cron(0 3 L * ? *)' }] : []
    stop = startSchedules({ jobs, invokeUrl, report: (text) => reports.push(text) })
    expect(reports.at(-1)).toMatch(/cannot read the schedule .* npm run job -- do-often runs it/)
  })
})

describe('npm run job', () => {
  const directory = join(root, 'data')
  beforeAll(() => mkdirSync(directory))
  beforeEach(() => {
    writeFileSync(environmentFile(directory), JSON.stringify({ AWS_ENDPOINT_URL_LAMBDA: invokeUrl }))
  })

  test('runs a job in the system that runs, and answers what it answered', async () => {
    answers.push(good({ checked: 3 }))
    expect(await runJob(root, directory, 'do-rarely')).toEqual({ checked: 3 })
    expect(invocations).toMatchObject([
      { path: '/2015-03-31/functions/lifeos-local-now-and-then/invocations', event: { job: 'do-rarely' } },
    ])
  })

  test('lists the jobs for an unknown name, and for none', async () => {
    const list = '  do-often   Does do-often, rate(1 minute)\n  do-rarely  Does do-rarely, rate(9 days)'
    await expect(runJob(root, directory, 'nothing')).rejects.toThrow(`There is no job nothing. The jobs are:\n${list}`)
    await expect(runJob(root, directory, undefined)).rejects.toThrow(`npm run job -- NAME. The jobs are:\n${list}`)
    expect(invocations).toEqual([])
  })

  test('says that the job failed, and why', async () => {
    answers.push(bad('no such field'))
    await expect(runJob(root, directory, 'do-often')).rejects.toThrow('do-often failed: no such field')
  })

  test('says what to start when nothing runs, also after a crash that left its addresses behind', async () => {
    await expect(runJob(root, join(root, 'nowhere'), 'do-often')).rejects.toThrow('npm start')
    const crashed = join(root, 'crashed')
    mkdirSync(crashed)
    writeFileSync(environmentFile(crashed), JSON.stringify({ AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1' }))
    await expect(runJob(root, crashed, 'do-often')).rejects.toThrow('npm start')
  })
})
