import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fakeSecret } from '../../../infra/local/fake-llm.ts'
import { monthOf, reserve } from '../../../lib/domain/ai/budget.repository.ts'
import { updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'
import { makeWorld, type World } from '../../support/ai-world.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const TOKENS = 60_000

let api: AiApi
let user: TestUser
let world: World

beforeAll(async () => {
  api = await startAiApi({ AI_TOKENS_PER_MONTH: String(TOKENS) }, ['openai'])
})
afterAll(() => api.stop())
beforeEach(async () => {
  api.fake.behave('good')
  user = await signUp()
  world = await makeWorld(user.userId, 'Paint the fence')
})

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  api.send(user.accessToken, 'POST', path, { body, headers, remainingMs: AMPLE_MS })
const usage = async () => (await api.send(user.accessToken, 'GET', '/ai/usage')).data
const asked = () => api.fake.received.length

describe('the cache', () => {
  it('answers the same question on the same facts without asking again, and says so', async () => {
    const before = asked()
    const first = await post('/ai/tasks/prioritize', { taskId: world.taskId })
    const second = await post('/ai/tasks/prioritize', { taskId: world.taskId })
    expect([first.data.cached, second.data.cached]).toEqual([false, true])
    expect(second.data.result).toEqual(first.data.result)
    expect(asked() - before).toBe(1)
    const { features } = await usage()
    expect(features).toMatchObject([{ feature: 'priorityAdvisor', calls: 1, cacheHits: 1, failed: 0 }])
  })

  it('asks again once a fact has changed', async () => {
    await post('/ai/tasks/prioritize', { taskId: world.taskId })
    await updateTask(contextFor(user.userId), world.taskId, { dueDate: '2031-01-01' })
    const again = await post('/ai/tasks/prioritize', { taskId: world.taskId })
    expect(again.data.cached).toBe(false)
  })

  it('keeps nothing of a model that failed', async () => {
    api.fake.behave('wrongTypes')
    await post('/ai/notes/expand', { content: 'text' })
    api.fake.behave('good')
    const answer = await post('/ai/notes/expand', { content: 'text' })
    expect([answer.status, answer.data.cached]).toEqual([200, false])
  })

  it('is of one person: another asks for themselves', async () => {
    await post('/ai/notes/expand', { content: 'the same text' })
    user = await signUp()
    const answer = await post('/ai/notes/expand', { content: 'the same text' })
    expect(answer.data.cached).toBe(false)
  })
})

describe('the token budget', () => {
  it('is never exceeded by 50 calls at once, and what was reserved and not used comes back', async () => {
    const calls = Array.from({ length: 50 }, (_, i) => post('/ai/notes/summarize', { content: `Note ${i}` }))
    const statuses = (await Promise.all(calls)).map(({ status, error }) => (status === 200 ? 200 : error.code))
    expect(new Set(statuses)).toEqual(new Set([200, 'AI_BUDGET_EXCEEDED']))
    const { tokens, features } = await usage()
    const [row] = features
    expect(tokens.used).toBe(row.inputTokens + row.outputTokens)
    expect(tokens.used).toBeLessThanOrEqual(TOKENS)
    expect(row.calls).toBe(50)
    expect(row.calls - row.failed).toBe(statuses.filter((status) => status === 200).length)
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  /** As a function leaves it that ends between its reservation and its settlement. */
  const leaveReservation = async (tokens: number, ageMs: number) => {
    const ctx = { ...contextFor(user.userId), now: () => Date.now() - ageMs }
    const counting = { month: monthOf(Date.now()), period: 0 }
    const caps = { tokens: TOKENS, perHour: 1, perPeriod: 1 }
    expect(await reserve(ctx, counting, caps, { tokens, request: false })).toHaveProperty('hold')
  }

  it('gives back what calls that died had reserved, once, whoever asks at the same time', async () => {
    await leaveReservation(TOKENS / 2, 3 * 60_000)
    await leaveReservation(TOKENS / 2, 4 * 60_000)
    expect((await usage()).tokens.used).toBe(0)
    const calls = Array.from({ length: 20 }, (_, i) => post('/ai/notes/summarize', { content: `Note ${i}` }))
    const answered = (await Promise.all(calls)).filter(({ status }) => status === 200).length
    expect(answered).toBeGreaterThan(0)
    const { tokens, features } = await usage()
    expect(tokens.used).toBe(features[0].inputTokens + features[0].outputTokens)
    const row = (await partitionOf(user.userId)).get('AIBUDGET')
    expect(row?.tokens).toBe(tokens.used)
    expect(Object.keys(row ?? {}).filter((name) => name.startsWith('hold:'))).toEqual([])
  })

  it('keeps what a call under way has reserved', async () => {
    await leaveReservation(TOKENS, 0)
    const over = await post('/ai/notes/expand', { content: 'text' })
    expect([over.status, over.error.code]).toEqual([429, 'AI_BUDGET_EXCEEDED'])
    expect((await usage()).tokens.used).toBe(TOKENS)
  })

  it('lets computed answers through when it is used up', async () => {
    const long = 'word '.repeat(9_000)
    const noteAnswer = await post('/ai/notes/expand', { content: `${long}1` })
    expect(noteAnswer.status).toBe(200)
    await post('/ai/notes/expand', { content: `${long}2` })
    const over = await post('/ai/notes/expand', { content: `${long}3` })
    expect([over.status, over.error.code]).toEqual([429, 'AI_BUDGET_EXCEEDED'])
    expect(Number(over.headers['retry-after'])).toBeGreaterThan(0)
    const health = await post('/ai/projects/health', { projectId: world.projectId })
    expect(health.status).toBe(200)
  })
})

describe('usage', () => {
  it('adds up to what the providers counted, in tokens and micro-dollars, and writes one event for each call', async () => {
    await post('/ai/notes/expand', { content: 'text one' })
    await post('/ai/notes/improve', { content: 'text two' })
    api.fake.behave('error')
    await post('/ai/notes/improve', { content: 'text three' })
    const { features, costMicroDollars, period } = await usage()
    expect(period).toBe(new Date().toISOString().slice(0, 7))
    expect(
      features.map(({ feature, calls, failed }: { feature: string; calls: number; failed: number }) => [
        feature,
        calls,
        failed,
      ]),
    ).toEqual([
      ['noteExpand', 1, 0],
      ['noteImprove', 2, 1],
    ])
    const rows = [...(await partitionOf(user.userId)).values()]
    const events = rows.filter(({ entityType }) => entityType === 'ai')
    expect(events.map(({ type }) => type)).toEqual(['ai.answered', 'ai.answered', 'ai.failed'])
    const costs = events.map(({ data }) => (data as { costMicroDollars: number }).costMicroDollars)
    expect(costs.reduce((sum, one) => sum + one, 0)).toBe(costMicroDollars)
    expect(costMicroDollars).toBeGreaterThan(0)
    expect(JSON.stringify(events)).not.toContain('text ')
  })

  it('answers another month with zeros, and no month with 400', async () => {
    const empty = await api.send(user.accessToken, 'GET', '/ai/usage', { query: { period: '2031-02' } })
    expect(empty.data).toMatchObject({ period: '2031-02', features: [], costMicroDollars: 0, tokens: { used: 0 } })
    const wrong = await api.send(user.accessToken, 'GET', '/ai/usage', { query: { period: '2031-13' } })
    expect(wrong.status).toBe(400)
  })
})

describe('an Idempotency-Key', () => {
  it('gives the first answer again and asks once', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const before = asked()
    const first = await post('/ai/rewards/brainstorm', { existingRewards: [] }, headers)
    const second = await post('/ai/rewards/brainstorm', { existingRewards: [] }, headers)
    expect(second.data).toEqual(first.data)
    expect(second.headers['idempotency-replayed']).toBe('true')
    expect(asked() - before).toBe(1)
  })
})

describe('keys', () => {
  it('are read again after a 401, so that a rotation needs no restart', async () => {
    api.fake.behave('wrongKey')
    const { openai } = JSON.parse(fakeSecret(api.fake.endpoint, ['openai']))
    await api.putSecret(JSON.stringify({ openai: { ...openai, apiKey: 'rotated' } }))
    expect((await post('/ai/notes/expand', { content: 'rotated' })).status).toBe(200)
    expect(api.fake.received.at(-1)?.key).toBe('rotated')
  })
})
