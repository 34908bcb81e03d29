import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Outcome } from '../../../lib/platform/outbound/circuit-breaker.ts'
import { isAvailable, POLICY, resetCircuits, throughCircuit } from '../../../lib/platform/outbound/circuits.ts'
import { outcomeOf } from '../../../lib/providers/llm/call.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { linesOf } from '../../support/log-lines.ts'
import { documentProblems } from '../log/emf-schema.ts'

beforeAll(() => stubEnvironment())
beforeEach(resetCircuits)

let now = 0
const call = (provider: string, outcome: Outcome) =>
  throughCircuit(
    provider,
    async () => outcome,
    (result) => result,
    () => now,
  )
const failOften = async (provider: string) => {
  for (let i = 0; i < POLICY.failures; i++) await call(provider, 'failure')
}

it('each provider has a breaker of its own', async () => {
  await failOften('groq')
  expect([isAvailable('groq', now), isAvailable('openai', now)]).toEqual([false, true])
  expect([await call('groq', 'success'), await call('openai', 'success')]).toEqual([null, 'success'])
})

it('an error that a call throws counts as a failure and is thrown on', async () => {
  const fail = () =>
    throughCircuit(
      'groq',
      () => Promise.reject(new Error('broken')),
      () => 'success',
      () => now,
    )
  for (let i = 0; i < POLICY.failures; i++) await expect(fail()).rejects.toThrow('broken')
  expect(isAvailable('groq', now)).toBe(false)
})

it('the log says once that a provider is open, with a metric, and once that it answers again', async () => {
  const lines = await linesOf(async () => {
    await failOften('groq')
    await call('groq', 'failure')
    now += POLICY.openMs
    await call('groq', 'success')
  })
  expect(lines).toMatchObject([
    { level: 'error', message: 'provider open', Stage: 'test', Provider: 'groq', ProviderOpen: 1 },
    { level: 'info', message: 'provider answers again', provider: 'groq' },
  ])
  expect(documentProblems(lines[0])).toEqual([])
})

it('a model’s provider is down when it breaks off, fails or hangs, and not when it refuses or had no time', () => {
  const failed = (kind: 'timeout' | 'unavailable' | 'rate_limited' | 'key' | 'request', ms = 10_000) =>
    outcomeOf({ ok: false, kind, retryAfterMs: 0 }, ms)
  expect([failed('unavailable'), failed('timeout')]).toEqual(['failure', 'failure'])
  expect([failed('rate_limited'), failed('key'), failed('request')]).toEqual(['success', 'success', 'success'])
  expect(failed('timeout', 500)).toBe('unknown')
})
