import { describe, expect, it } from 'vitest'
import { candidates, costOf, MODELS, modelNamed, PROVIDERS, type Provider } from '../../../lib/providers/llm/catalog.ts'
import { keysIn } from '../../../lib/providers/llm/keys.ts'

const providers = Object.keys(PROVIDERS) as Provider[]

/** The models that clients offer in their settings. */
const OFFERED: Record<Provider, string[]> = {
  anthropic: [
    'claude-sonnet-4-20250514',
    'claude-3-5-sonnet-20241022',
    'claude-3-5-haiku-20241022',
    'claude-opus-4-20250514',
  ],
  openai: ['gpt-4o', 'gpt-4o-mini', 'gpt-4-turbo', 'o1', 'o1-mini'],
  gemini: ['gemini-2.0-flash-exp', 'gemini-1.5-pro', 'gemini-1.5-flash'],
  groq: ['llama-3.3-70b-versatile', 'mixtral-8x7b-32768', 'gemma2-9b-it'],
  grok: ['grok-2-1212', 'grok-2-vision-1212'],
  deepseek: ['deepseek-chat', 'deepseek-reasoner'],
  cerebras: ['llama3.1-8b', 'llama3.1-70b'],
}

describe('the catalog', () => {
  it('asks a current model for every name that clients offer', () => {
    for (const provider of providers)
      for (const model of OFFERED[provider]) expect(MODELS).toContainEqual(modelNamed({ provider, model }))
  })

  it('asks a model it does not know by its own name, at the price of the most expensive', () => {
    const model = modelNamed({ provider: 'openai', model: 'gpt-9' })
    expect(model).toMatchObject({ provider: 'openai', model: 'gpt-9', outputPrice: 30_000_000 })
  })

  it('has the choice first and then the others by price, each provider once', () => {
    const choice = { provider: 'anthropic' as const, model: 'claude-opus-4-7' }
    const found = candidates(providers, 'strong', choice)
    expect(found[0]).toMatchObject(choice)
    expect(new Set(found.map(({ provider }) => provider)).size).toBe(providers.length)
    const prices = found.slice(1).map(({ inputPrice, outputPrice }) => inputPrice + outputPrice)
    expect(prices).toEqual([...prices].sort((a, b) => a - b))
  })

  it('leaves out a choice whose provider has no key', () => {
    const found = candidates(['groq'], 'fast', { provider: 'openai', model: 'gpt-5.4' })
    expect(found.map(({ provider }) => provider)).toEqual(['groq'])
  })

  it('rounds costs up to micro-dollars', () => {
    const model = modelNamed({ provider: 'anthropic', model: 'claude-haiku-4-5' })
    expect([costOf(model, 1_000_000, 0), costOf(model, 1, 1), costOf(model, 0, 0)]).toEqual([1_000_000, 6, 0])
  })
})

describe('the secret', () => {
  it('takes keys as objects and as strings, and skips what is no key', () => {
    const secret = { openai: { apiKey: 'a' }, groq: 'b', gemini: '', grok: { key: 'c' }, unknown: 'd' }
    expect(keysIn(JSON.stringify(secret))).toEqual({ openai: { apiKey: 'a' }, groq: { apiKey: 'b' } })
  })
})
