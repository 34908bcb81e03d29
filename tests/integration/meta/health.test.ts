import { afterEach, expect, it, vi } from 'vitest'
import { handler as markdown } from '../../../functions/markdown-files/handler.ts'
import { deepHealth } from '../../../functions/meta/deep-health.ts'
import { handler } from '../../../functions/meta/handler.ts'
import { s3Client } from '../../../lib/providers/s3-client.ts'
import { signUp } from '../../support/cloud.ts'
import { invoke } from '../../support/invoke.ts'

afterEach(() => vi.restoreAllMocks())

const down = async () => {
  throw new Error('secret-bucket-name does not answer')
}

it('deep health asks table, files and user pool and says that all answer', async () => {
  const { status, data } = await invoke(handler, 'GET', '/health', { query: { deep: '1' } })
  expect([status, data]).toEqual([200, { status: 'ok', checks: { table: 'ok', files: 'ok', userPool: 'ok' } }])
  expect((await invoke(handler, 'GET', '/health')).data).toEqual({ status: 'ok' })
})

it('deep health names what fails and nothing of why, and asks everything once for all who ask', async () => {
  let asked = 0
  let now = 0
  const ok = async () => {
    asked += 1
  }
  const hanging = () => new Promise<void>(() => {})
  const health = deepHealth({ table: ok, files: down, userPool: hanging }, () => now)
  vi.useFakeTimers()
  const both = Promise.allSettled([health(), health()])
  await vi.advanceTimersByTimeAsync(2_000)
  for (const one of await both) {
    expect(one).toMatchObject({ status: 'rejected', reason: { status: 503, retryAfterSeconds: 10 } })
    expect(JSON.stringify((one as PromiseRejectedResult).reason.details)).not.toContain('secret')
    expect(String((one as PromiseRejectedResult).reason.message)).toBe('Not everything answers: files, userPool')
  }
  vi.useRealTimers()
  await health().catch(() => {})
  expect(asked).toBe(1)
  now += 10_000
  const again = deepHealth({ table: ok }, () => now)
  await again()
  expect(asked).toBe(2)
})

it('health of markdown files is no longer ok when the bucket does not answer', async () => {
  const { accessToken: token } = await signUp()
  const ask = () => invoke(markdown, 'GET', '/health/markdown', { token })
  expect((await ask()).data).toEqual({ status: 'ok' })
  vi.spyOn(s3Client(), 'send').mockImplementation(down)
  const answer = await ask()
  expect([answer.status, answer.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
  expect(answer.raw).not.toContain('secret')
})
