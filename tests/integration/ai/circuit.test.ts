import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Models, Question } from '../../../lib/domain/ai/model.ts'
import { POLICY } from '../../../lib/platform/outbound/circuits.ts'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let api: AiApi
let models: Models
let user: TestUser

beforeAll(async () => {
  api = await startAiApi({ AI_TOKENS_PER_MONTH: '1000000000' }, ['openai', 'groq'])
  models = (await import('../../../lib/providers/llm/models.ts')).models
  user = await signUp()
})
afterAll(() => api.stop())
beforeEach(() => {
  api.fake.behave('good')
  api.fake.received.length = 0
})

const complete = (provider: 'openai' | 'groq') => {
  const question: Question = { feature: 'test', tier: 'fast', choice: { provider, model: '' } }
  const budget = { deadline: Date.now() + AMPLE_MS, maxOutputTokens: 500, reserve: async () => true }
  return models.complete(question, z.object({ title: z.string() }), { instructions: 'Answer.', data: '{}' }, budget)
}
const askedOf = (provider: string) => api.fake.received.filter((one) => one.provider === provider).length
/** Completions until no request reaches the provider any more. */
const untilOpen = async (provider: 'openai' | 'groq') => {
  for (let i = 0; i < POLICY.failures; i++) await complete(provider)
}

describe('a provider that fails again and again', () => {
  it('is not asked for a while: the next one answers at once', async () => {
    api.fake.behave('error', 'openai')
    await untilOpen('openai')
    expect(askedOf('openai')).toBe(POLICY.failures)
    const found = await complete('openai')
    expect(found).toMatchObject({ ok: true, provider: 'groq', spent: { requests: 1 } })
    expect(askedOf('openai')).toBe(POLICY.failures)
  })

  it('is asked on when it only refuses or is busy for the moment', async () => {
    api.fake.behave('refusal', 'openai')
    await untilOpen('openai')
    await untilOpen('openai')
    expect(askedOf('openai')).toBe(2 * POLICY.failures)
  })
})

describe('when every provider fails again and again', () => {
  const expand = (content: string) =>
    api.send(user.accessToken, 'POST', '/ai/notes/expand', { body: { content }, remainingMs: AMPLE_MS })

  it('the answer is the error that it was before, without a request', async () => {
    api.fake.behave('error')
    const first = await expand('first')
    await untilOpen('openai')
    const asked = api.fake.received.length
    const later = await expand('later')
    expect([first.status, first.error.code]).toEqual([502, 'LLM_ERROR'])
    expect([later.status, later.error]).toEqual([first.status, first.error])
    expect(api.fake.received.length).toBe(asked)
  })
})
