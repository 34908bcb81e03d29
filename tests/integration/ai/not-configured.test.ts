import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FEATURES } from '../../../lib/domain/ai/features.ts'
import { createTask } from '../../../lib/domain/tasks/task.service.ts'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'
import { inputOf, makeWorld, type World } from '../../support/ai-world.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'

let api: AiApi
let user: TestUser
let world: World

beforeAll(async () => {
  api = await startAiApi({ AI_LIMIT_PER_MINUTE: '20' }, [])
})
afterAll(() => api.stop())

const post = (path: string, body: object) => api.send(user.accessToken, 'POST', path, { body })

/** Where an answer has texts that say nothing. */
const blanksIn = (value: unknown, path = 'result'): string[] => {
  if (typeof value === 'string') return value.trim() === '' ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => blanksIn(one, `${path}.${name}`))
}

describe('without any model', () => {
  it('every feature is computed and says so, or answers 503 LLM_NOT_CONFIGURED; nothing is stored but sums', async () => {
    const computed: string[] = []
    for (const [i, [name, { path, feature }]] of Object.entries(FEATURES).entries()) {
      if (i % 15 === 0) {
        user = await signUp()
        world = await makeWorld(user.userId, 'Run the marathon')
      }
      const answer = await post(path, inputOf(name, world, 'Call the bank tomorrow at 5pm'))
      if (answer.status === 200) {
        computed.push(name)
        expect(answer.data).toMatchObject({ provider: 'lifeos', model: 'computed', cached: false })
        expect(answer.data.data.result).toEqual(answer.data.result)
        expect(blanksIn(answer.data.result), name).toEqual([])
      } else {
        expect([answer.status, answer.error.code], answer.raw).toEqual([503, 'LLM_NOT_CONFIGURED'])
        expect(feature.model, name).toBeDefined()
      }
    }
    expect(computed).toEqual(
      expect.arrayContaining([
        'parseTask',
        'calculatePoints',
        'priorityAdvisor',
        'projectHealth',
        'projectRisk',
        'weeklyReview',
      ]),
    )
    expect(api.fake.received).toEqual([])
  })

  it('says what is wrong with a project in whole sentences, and each advice once for all panels', async () => {
    user = await signUp()
    world = await makeWorld(user.userId, 'Build the shed')
    const ctx = contextFor(user.userId)
    for (const title of ['Saw', 'Paint'])
      await createTask(ctx, { title, area: 'Operations', dueDate: '2020-01-01', projectIds: [world.projectId] })
    const { data } = await post('/ai/tasks/breakdown', { projectId: world.projectId })
    const { issues, recommendations, risks } = data.result
    expect(blanksIn({ issues, recommendations, risks })).toEqual([])
    expect(issues[0].content).toMatch(/^2 of 4 open tasks overdue\. .+\. .+\.$/)
    expect(Date.now() - Date.parse(issues[0].createdAt)).toBeLessThan(600_000)
    expect(recommendations).toEqual(risks.map(({ mitigation }: { mitigation: string }) => mitigation))
  })

  it('counts every task of the day, however many are done', async () => {
    user = await signUp()
    const ctx = contextFor(user.userId)
    const dueDates = Array.from({ length: 104 }, (_, i) => (i % 2 === 0 ? '2031-01-01' : undefined))
    for (const dueDate of dueDates)
      await createTask(ctx, { title: 'Step', area: 'Health', status: 'Done', ...(dueDate && { dueDate }) })
    const { data } = await post('/ai/logbook/digest', {})
    expect(data.result.metrics.tasksCompleted).toBe(104)
    expect(data.result.summary).toContain('104 tasks done')
  })

  it('estimates from what tasks alike were given, where nobody noted how long they took', async () => {
    user = await signUp()
    const ctx = contextFor(user.userId)
    for (const size of [20, 30, 40])
      await createTask(ctx, { title: 'Repair the lamp', area: 'Operations', status: 'Done', size })
    const { data } = await post('/ai/tasks/estimate', { title: 'Repair the bicycle lamp' })
    expect(data.result).toMatchObject({
      estimatedSize: 30,
      comparisons: expect.arrayContaining(['Repair the lamp: 20 minutes expected']),
    })
  })

  it('reviews the week of any day that was asked for', async () => {
    user = await signUp()
    const past = await post('/ai/weekly-review', { date: '2020-01-01' })
    expect([past.status, past.data.result.weekSummary]).toEqual([200, expect.stringContaining('0 of 0')])
    expect((await post('/ai/weekly-review', { date: '2190-01-01' })).status).toBe(400)
  })

  it('answers a project’s three panels with what can be computed', async () => {
    user = await signUp()
    world = await makeWorld(user.userId, 'Build the shed')
    const { data, status } = await post('/ai/tasks/breakdown', { projectId: world.projectId })
    expect(status).toBe(200)
    expect(data.result).toMatchObject({ suggestedTasks: [], healthScore: expect.any(Number), risks: expect.any(Array) })
    expect(data).toMatchObject({ provider: 'lifeos', fallback: 'not_configured' })
  })

  it('reads a task from text in the person’s words', async () => {
    user = await signUp()
    const { data } = await post('/ai/tasks/parse', { input: 'Pay rent every month #home p1 30m' })
    expect(data.result.task).toMatchObject({ priority: 'P1', labels: ['home'], size: 30, isRecurring: true })
    expect(data.result.task.title).toBe('Pay rent')
  })

  it('refuses a body that names neither or both of a task and a project', async () => {
    user = await signUp()
    for (const body of [{}, { taskId: 'a', projectId: 'b' }]) {
      const answer = await post('/ai/tasks/breakdown', body)
      expect([answer.status, answer.error.details[0].loc]).toEqual([400, ['body', 'taskId']])
    }
  })
})

describe('the rate limit', () => {
  it('lets 20 requests a minute through, exactly, and says so in headers; arithmetic does not count', async () => {
    user = await signUp()
    const answers = await Promise.all(Array.from({ length: 30 }, () => post('/ai/tasks/parse', { input: 'Buy milk' })))
    const ok = answers.filter(({ status }) => status === 200)
    const limited = answers.filter(({ status }) => status === 429)
    // The window may turn in between; then up to 20 of the next one pass too.
    expect(ok.length).toBeGreaterThanOrEqual(20)
    expect(ok.length + limited.length).toBe(30)
    if (limited.length === 0) return
    expect(limited[0]?.headers).toMatchObject({ 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0' })
    expect(Number(limited[0]?.headers['retry-after'])).toBeGreaterThan(0)
    const points = await post('/ai/tasks/calculate-points', {
      title: 'Write',
      area: 'Health',
      priority: 'P1',
      size: 60,
    })
    expect([points.status, points.data.result.pointValue]).toEqual([200, 1872])
  })
})
