import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'

/** Real keys, as the secret has them: LIFEOS_LIVE_LLM='{"openai":"…"}'. Without them there is nothing to try. */
const secret = process.env.LIFEOS_LIVE_LLM

describe.runIf(secret)('the real providers', () => {
  let api: AiApi
  beforeAll(async () => {
    api = await startAiApi()
    await api.putSecret(secret ?? '{}')
  })
  afterAll(() => api.stop())

  const providers = Object.keys(JSON.parse(secret ?? '{}'))
  it.each(providers)(
    '%s answers in the shape that was asked for',
    async (provider) => {
      const { models } = await import('../../../lib/providers/llm/models.ts')
      const { MODELS } = await import('../../../lib/providers/llm/catalog.ts')
      const model = MODELS.find((one) => one.provider === provider)
      const choice = model ? { provider: model.provider, model: model.model } : null
      const schema = z.object({ capital: z.string(), population: z.number().optional() })
      const prompt = { instructions: 'Name the capital of the country.', data: '<data>\n"France"\n</data>' }
      const budget = { deadline: Date.now() + 25_000, maxOutputTokens: 500, reserve: async () => true }
      const found = await models.complete({ feature: 'live', tier: 'fast', choice }, schema, prompt, budget)
      expect(found).toMatchObject({ ok: true, provider, value: { capital: 'Paris' } })
    },
    30_000,
  )
})
