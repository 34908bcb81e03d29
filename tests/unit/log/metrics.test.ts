import { afterEach, describe, expect, it, vi } from 'vitest'
import { embeddedMetrics, functionLabel, METRICS, type Metrics } from '../../../lib/platform/log/metrics.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { linesOf } from '../../support/log-lines.ts'
import { documentProblems } from './emf-schema.ts'

const DIMENSIONS = { Stage: 'prod', Function: 'tasks', Provider: 'openai' }
const directives = (document: Record<string, unknown>) =>
  (document._aws as { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] }).CloudWatchMetrics

describe('a line with metrics', () => {
  it('is a document of the embedded metric format, with every metric in it', () => {
    const all = Object.fromEntries(Object.keys(METRICS).map((name, i) => [name, i + 0.5])) as Metrics
    const document = { level: 'info', message: 'request', ...embeddedMetrics(1_800_000_000_000, DIMENSIONS, all) }
    expect(documentProblems(document)).toEqual([])
    expect(document).toMatchObject({ ...DIMENSIONS, ...all })
    expect(
      directives(document).map(({ Dimensions, Metrics }) => [Dimensions, Metrics.map(({ Name }) => Name)]),
    ).toEqual([
      [[['Stage', 'Function']], ['Latency', 'Errors', 'Throttled', 'ColdStarts']],
      [[['Stage']], ['ModelCost', 'UnknownPrice', 'BillingDifferences']],
      [[['Stage', 'Provider']], ['ProviderOpen']],
    ])
  })

  it('leaves out what is zero, but not a latency', () => {
    const document = embeddedMetrics(1, DIMENSIONS, { Latency: 0, Errors: 0, ModelCost: 0 })
    expect(directives(document).flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name))).toEqual(['Latency'])
    expect(document).not.toHaveProperty('Errors')
    expect(embeddedMetrics(1, DIMENSIONS, { Errors: 0 })).toEqual({})
  })

  it('that lacks a dimension or a value is found by the check', () => {
    const whole = embeddedMetrics(1, { Stage: 'prod', Function: 'tasks' }, { Latency: 1 })
    expect(documentProblems({ ...whole, Function: undefined })).toEqual(['dimension Function is undefined'])
    expect(documentProblems({ ...whole, Latency: Number.NaN })).toEqual(['metric Latency is NaN'])
    expect(documentProblems({ ...whole, _aws: { Timestamp: 1.5, CloudWatchMetrics: [] } })).toHaveLength(1)
  })
})

describe('a line with metrics is written', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.resetModules()
  })

  /** The level decides for a fresh process, which reads its configuration once. */
  const written = async (STAGE: string, LOG_LEVEL: string) => {
    stubEnvironment({ STAGE, LOG_LEVEL })
    const { log, logWithMetrics } = await import('../../../lib/platform/log/log.ts')
    const lines = await linesOf(() => {
      log('info', 'news')
      logWithMetrics('info', 'request', {}, { Function: 'tasks' }, { Latency: 1 })
    })
    return lines.map(({ message, _aws }) => (_aws ? `${message} with metrics` : message))
  }

  it.each([
    ['prod', 'info', ['news', 'request with metrics']],
    ['prod', 'error', ['request with metrics']],
    ['prod', 'silent', []],
    ['local', 'info', ['news', 'request']],
    ['local', 'error', []],
  ])('in stage %s at LOG_LEVEL %s: %j', async (stage, level, expected) => {
    expect(await written(stage, level)).toEqual(expected)
  })

  it('each as one line of JSON with nothing before it, as CloudWatch wants it', async () => {
    stubEnvironment({ STAGE: 'prod' })
    const { logWithMetrics } = await import('../../../lib/platform/log/log.ts')
    const chunks: string[] = []
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => chunks.push(String(chunk)) > 0)
    logWithMetrics('info', 'request', { note: 'two\nlines' }, { Function: 'tasks' }, { Latency: 1 })
    spy.mockRestore()
    expect(chunks).toHaveLength(1)
    expect(chunks[0]?.indexOf('\n')).toBe((chunks[0]?.length ?? 0) - 1)
    expect(documentProblems(JSON.parse(chunks[0] ?? ''))).toEqual([])
  })
})

it('a function is named by its folder', () => {
  expect(functionLabel('lifeos-prod-stripe-webhook', 'prod')).toBe('stripe-webhook')
  expect(functionLabel('lifeos-my-stage-tasks', 'my-stage')).toBe('tasks')
  expect(functionLabel('something-else', 'prod')).toBe('something-else')
  expect(functionLabel(undefined, 'prod')).toBe('unknown')
})
