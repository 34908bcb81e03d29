import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Behaviour } from '../../../infra/local/fake-llm.ts'
import { FEATURES } from '../../../lib/domain/ai/features.ts'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'
import { inputOf, makeWorld, type World } from '../../support/ai-world.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let api: AiApi
let user: TestUser
let world: World

// One provider: with others to fall back to, each failure would take its share of the deadline from every case.
beforeAll(async () => {
  api = await startAiApi({ AI_TOKENS_PER_MONTH: '1000000000' }, ['openai'])
  user = await signUp()
  world = await makeWorld(user.userId, 'Read the book')
})
afterAll(() => api.stop())

/** Long enough for everything but a model that hangs; the function keeps 1.5 s for itself. */
const REMAINING_MS = 10_000
const HANGING_MS = 4_000

/** How each failure is told where nothing can be computed, and as the reason of a computed answer. */
const OUTCOMES: [Behaviour, string | null][] = [
  ['refusal', 'refused'],
  ['truncated', 'truncated'],
  ['badJson', 'invalid'],
  ['wrongTypes', 'invalid'],
  ['error', 'unavailable'],
  ['hang', 'timeout'],
  ['busyOnce', null],
  ['good', null],
]

const features = Object.entries(FEATURES).map(([name, { path, feature }]) => ({
  name,
  path,
  asks: feature.model !== undefined,
}))

/** Another text each time, so that no answer comes from the cache. */
let times = 0
const freshText = (): string => `Write the report ${++times}`

const ask = (name: string, path: string, remainingMs: number) =>
  api.send(user.accessToken, 'POST', path, { body: inputOf(name, world, freshText()), remainingMs })

describe.each(OUTCOMES)('with a model that does this: %s', (behaviour, problem) => {
  // What is mostly waiting is done together; who is busy once would be so for another test.
  const each = behaviour === 'busyOnce' ? it.each(features) : it.concurrent.each(features)
  each('$name gives a typed answer within its deadline', async ({ name, path, asks }) => {
    api.fake.behave(behaviour)
    const remainingMs = behaviour === 'hang' ? HANGING_MS : REMAINING_MS
    const started = performance.now()
    const answer = await ask(name, path, remainingMs)
    expect(performance.now() - started).toBeLessThan(AMPLE_MS) // a model that hangs never answers
    if (answer.status !== 200) {
      expect(problem, answer.raw).not.toBeNull()
      expect([answer.status, answer.error.code], answer.raw).toEqual([502, 'LLM_ERROR'])
      return
    }
    expect(answer.data.data.result).toEqual(answer.data.result)
    if (!asks) return expect(answer.data).toMatchObject({ provider: 'lifeos', cached: false })
    if (problem !== null) return expect(answer.data).toMatchObject({ provider: 'lifeos', fallback: problem })
    expect(answer.data.provider).toBe('openai')
  })
})

it('leaves nothing but entities, events, counters and valid answers behind', async () => {
  const rows = await partitionOf(user.userId)
  expect(violationsIn(rows)).toEqual([])
  const calls = [...rows].filter(([key]) => key.startsWith('AI#')).map(([, row]) => row)
  const answers = [...rows].filter(([key]) => key.startsWith('AIANSWER#')).map(([, row]) => row)
  expect(calls.filter(({ outcome }) => outcome === 'answered').length).toBeGreaterThanOrEqual(answers.length)
  const { FEATURES: table } = await import('../../../lib/domain/ai/features.ts')
  for (const row of answers) {
    const name = String(row.SK).split('#')[1] ?? ''
    const found = Object.values(table).find(({ feature }) => feature.name === name)
    const schema = found?.feature.model?.answer
    expect(schema?.safeParse(JSON.parse(String(row.answer))).success, name).toBe(true)
  }
  const events = [...rows].filter(([, row]) => row.entityType === 'ai').map(([, row]) => JSON.stringify(row))
  expect(events.length).toBe(calls.length)
  expect(events.filter((event) => /report|Read the book|fake model/.test(event))).toEqual([])
})
