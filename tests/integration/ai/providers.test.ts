import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fakeSecret } from '../../../infra/local/fake-llm.ts'
import { PROVIDER_RULES, type Provider } from '../../../infra/local/fake-llm-providers.ts'
import type { Completion, Models, Question } from '../../../lib/domain/ai/model.ts'
import { modelNamed } from '../../../lib/providers/llm/catalog.ts'
import { keysIn } from '../../../lib/providers/llm/keys.ts'
import { strictSchema } from '../../../lib/providers/llm/strict-schema.ts'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'
import { AMPLE_MS, BUSY_MS } from '../../support/timing.ts'

const Schema = z.object({ title: z.string(), size: z.number().min(1).optional(), tags: z.array(z.string()).min(1) })

let api: AiApi
let models: Models

beforeAll(async () => {
  api = await startAiApi()
  models = (await import('../../../lib/providers/llm/models.ts')).models
})
afterAll(() => api.stop())
beforeEach(() => {
  api.fake.behave('good')
  api.fake.received.length = 0
})

const PROMPT = { instructions: 'Answer.', data: '<data>\n{}\n</data>' }
type Limits = { ms?: number; reserve?: (tokens: number) => Promise<boolean> }

const complete = async (
  choice: Question['choice'],
  limits: Limits = {},
): Promise<[Completion<z.infer<typeof Schema>>, number]> => {
  const { ms = AMPLE_MS, reserve = async () => true } = limits
  const started = Date.now()
  const question: Question = { feature: 'test', tier: 'fast', choice }
  const budget = { deadline: started + ms, maxOutputTokens: 500, reserve }
  return [await models.complete(question, Schema, PROMPT, budget), Date.now() - started]
}

const providers = Object.keys(PROVIDER_RULES) as Provider[]
const of = (provider: Provider, model = '') => ({ provider, model: model || DEFAULTS[provider] })
const DEFAULTS: Record<Provider, string> = {
  openai: 'gpt-4o',
  anthropic: 'claude-3-5-haiku-20241022',
  gemini: 'gemini-1.5-flash',
  groq: 'llama-3.3-70b-versatile',
  grok: 'grok-2-1212',
  deepseek: 'deepseek-chat',
  cerebras: 'llama3.1-8b',
}
const askedOf = () => api.fake.received.map(({ provider }) => provider)

describe.each(providers)('%s', (provider) => {
  it('answers at the first request, asked in the way it takes', async () => {
    const [found] = await complete(of(provider))
    expect(found).toMatchObject({ ok: true, provider, spent: { requests: 1 } })
    expect(askedOf()).toEqual([provider])
  })

  it('answers after one 429, and after one repair of an invalid answer', async () => {
    api.fake.behave('busyOnce', provider)
    const [found] = await complete(of(provider))
    expect(found).toMatchObject({ ok: true, provider, spent: { requests: 2 } })
  })

  it.each(['error', 'hang', 'truncated', 'badJson', 'wrongTypes', 'wrongKey'] as const)(
    'gives way to another provider when it does this: %s',
    async (behaviour) => {
      api.fake.behave(behaviour, provider)
      const [found] = await complete(of(provider), { ms: behaviour === 'hang' ? 3_000 : AMPLE_MS })
      expect(found.ok && found.provider).not.toBe(provider)
      expect(found.ok).toBe(true)
    },
  )

  it('is not replaced when it refuses', async () => {
    api.fake.behave('refusal', provider)
    const [found] = await complete(of(provider))
    expect(found).toMatchObject({ ok: false, problem: 'refused', last: { provider } })
  })
})

describe('a completion', () => {
  it('tells a model what was wrong with its answer, once', async () => {
    api.fake.behave('wrongTypes', 'openai')
    await complete(of('openai'))
    const [first, second, third] = api.fake.received
    expect([first?.provider, second?.provider, third?.provider === 'openai']).toEqual(['openai', 'openai', false])
    expect(second?.body.messages.at(-1)?.content).toMatch(/title: .*expected string/)
  })

  it('asks a model that rejects a schema for a tool call instead', async () => {
    const { askModel } = await import('../../../lib/providers/llm/ask-model.ts')
    const spent = { requests: 0, inputTokens: 0, outputTokens: 0, costMicroDollars: 0 }
    const budget = { deadline: Date.now() + AMPLE_MS, maxOutputTokens: 500, reserve: async () => true }
    const keys = keysIn(fakeSecret(api.fake.endpoint))
    const run = { name: 'test', schema: Schema, strict: strictSchema(Schema), prompt: PROMPT, budget, spent, keys }
    const model = { ...modelNamed(of('deepseek')), shape: 'schema' as const }
    expect(await askModel(run, model, budget.deadline)).toMatchObject({ ok: true })
    expect(api.fake.received.map(({ body }) => body.tools?.length ?? 0)).toEqual([0, 1])
  })

  it('asks a model that takes no forced tool for JSON instead', async () => {
    const [found] = await complete(of('anthropic', 'claude-sonnet-5-5'))
    expect(found).toMatchObject({ ok: true, model: 'claude-sonnet-5-5', spent: { requests: 2 } })
    expect(api.fake.received.map(({ body }) => body.tools?.length ?? 0)).toEqual([1, 0])
  })

  it('ends by its deadline when every provider hangs', async () => {
    api.fake.behave('hang')
    const [found, ms] = await complete(of('openai'), { ms: 1_000 })
    expect(found).toMatchObject({ ok: false, problem: 'timeout' })
    expect(ms).toBeLessThan(1_000 + BUSY_MS)
    expect(found.spent.inputTokens).toBeGreaterThan(0)
  })

  it('ends by its deadline when an answer begins and never ends', async () => {
    const server = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":'),
    )
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const { call } = await import('../../../lib/providers/llm/call.ts')
    const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    const started = Date.now()
    const called = await call('openai', { apiKey: 'x', baseUrl }, { model: 'm', messages: [] }, 300)
    expect([called.ok, !called.ok && called.kind]).toEqual([false, 'timeout'])
    expect(Date.now() - started).toBeLessThan(300 + BUSY_MS)
    server.closeAllConnections()
    server.close()
  })

  it('sends nothing that was not reserved', async () => {
    const [found] = await complete(of('openai'), { reserve: async () => false })
    expect(found).toMatchObject({ ok: false, problem: 'over_budget', spent: { requests: 0 } })
    expect(askedOf()).toEqual([])
  })

  it('reserves at least what a request then uses', async () => {
    let reserved = 0
    const [found] = await complete(of('anthropic'), {
      reserve: async (tokens) => {
        reserved += tokens
        return true
      },
    })
    expect(found.spent.inputTokens + found.spent.outputTokens).toBeLessThanOrEqual(reserved)
  })

  it('uses a key that was put into the secret after the old one was refused', async () => {
    api.fake.behave('wrongKey')
    const { openai } = JSON.parse(fakeSecret(api.fake.endpoint, ['openai']))
    await api.putSecret(JSON.stringify({ openai: { ...openai, apiKey: 'rotated' } }))
    const [found] = await complete(of('openai'))
    expect(found).toMatchObject({ ok: true, provider: 'openai', spent: { requests: 2 } })
    expect(api.fake.received.map(({ key }) => key)).toEqual(['fake', 'rotated'])
  })
})
