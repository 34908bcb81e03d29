import { describe, expect, it } from 'vitest'
import { handler } from '../../../functions/preferences/handler.ts'
import { featureConfigFor } from '../../../lib/domain/preferences/feature-config.service.ts'
import { AiFeature } from '../../../lib/domain/preferences/features.ts'
import { Area, SubCategory } from '../../../lib/domain/vocabulary.ts'
import { signUp } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

const send = (method: string, path: string, request: Request) => invoke(handler, method, path, request)

describe('the mode', () => {
  it('is work until set, for one person only, and answers null to who sets it', async () => {
    const [one, other] = await Promise.all([signUp(), signUp()])
    expect((await send('GET', '/preferences/mode', { token: one.accessToken })).data).toEqual({ mode: 'work' })
    const headers = { 'idempotency-key': 'switch' }
    for (let i = 0; i < 2; i++) {
      const set = await send('POST', '/preferences/mode', {
        token: one.accessToken,
        headers,
        body: { mode: 'leisure' },
      })
      expect([set.status, set.data], set.raw).toEqual([200, null])
    }
    expect((await send('GET', '/preferences/mode', { token: one.accessToken })).data).toEqual({ mode: 'leisure' })
    expect((await send('GET', '/preferences/mode', { token: other.accessToken })).data).toEqual({ mode: 'work' })
  })

  it('ends as one of the modes that eight at once set, with one event for each change', async () => {
    const { accessToken: token, userId } = await signUp()
    const modes = Array.from({ length: 8 }, (_, i) => (i % 2 ? 'work' : 'leisure'))
    const answers = await Promise.all(modes.map((mode) => send('POST', '/preferences/mode', { token, body: { mode } })))
    expect(answers.map(({ status }) => status)).toEqual(modes.map(() => 200))
    expect(violationsIn(await partitionOf(userId))).toEqual([])
  })
})

describe('feature configs', () => {
  const path = (feature: string) => `/preferences/feature-configs/${feature}`

  it('all stick when every feature is set at once, twice', async () => {
    const { accessToken: token, userId } = await signUp()
    const set = (provider: string) =>
      AiFeature.options.map((feature) => send('POST', path(feature), { token, body: { provider, model: 'm-1' } }))
    const answers = await Promise.all([...set('gemini'), ...set('gemini')])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const { data } = await send('GET', '/preferences/feature-configs', { token })
    expect(data).toEqual(
      Object.fromEntries(AiFeature.options.map((one) => [one, { provider: 'gemini', model: 'm-1' }])),
    )
    expect(violationsIn(await partitionOf(userId))).toEqual([])
  })

  it('are reset, set again and reset again, and the log tells it', async () => {
    const { accessToken: token, userId } = await signUp()
    const read = async () => (await send('GET', '/preferences/feature-configs', { token })).data
    expect((await send('DELETE', path('parseTask'), { token })).data).toEqual({ id: 'parseTask', deleted: true })
    for (const model of ['gpt-4o', 'gpt-5']) {
      const body = { provider: 'openai', model }
      expect((await send('POST', path('parseTask'), { token, body })).data).toEqual(body)
      expect(await read()).toEqual({ parseTask: body })
      expect(await featureConfigFor(contextFor(userId), 'parseTask')).toEqual(body)
      expect((await send('DELETE', path('parseTask'), { token })).status).toBe(200)
      expect(await read()).toEqual({})
      expect(await featureConfigFor(contextFor(userId), 'parseTask')).toBe(null)
    }
    const rows = await partitionOf(userId)
    const log = [...rows]
      .filter(([key]) => key.startsWith('EVENT#'))
      .map(([, { type, version }]) => `${type} ${version}`)
    expect(log).toEqual([
      'featureconfig.created 1',
      'featureconfig.reset 2',
      'featureconfig.updated 3',
      'featureconfig.reset 4',
    ])
    expect(violationsIn(rows)).toEqual([])
  })

  it('are refused for features and providers there are not', async () => {
    const { accessToken: token } = await signUp()
    const body = { provider: 'openai', model: 'm' }
    const unknown = await send('POST', path('makeCoffee'), { token, body })
    expect([unknown.status, unknown.error.details[0].loc]).toEqual([400, ['path', 'feature']])
    const nobody = await send('POST', path('parseTask'), { token, body: { ...body, provider: 'nobody' } })
    expect([nobody.status, nobody.error.details[0].loc]).toEqual([400, ['body', 'provider']])
  })
})

describe('the note draft', () => {
  const draft = { title: 't', content: 'Zwölf Boxkämpfer 🥊', area: '', sourceUrl: '', tags: ['a'], linkedItems: [] }

  it('is none, saved, overwritten, read by its owner only, and discarded twice', async () => {
    const [{ accessToken: token }, other] = await Promise.all([signUp(), signUp()])
    const read = async (who = token) => (await send('GET', '/drafts/notes', { token: who })).data
    expect(await read()).toBe(null)
    await send('POST', '/drafts/notes', { token, body: draft })
    const saved = await send('POST', '/drafts/notes', { token, body: { ...draft, title: '' } })
    expect(saved.data, saved.raw).toEqual({ ...draft, title: '' })
    expect(await read()).toEqual({ ...draft, title: '' })
    expect(await read(other.accessToken)).toBe(null)
    for (let i = 0; i < 2; i++) expect((await send('DELETE', '/drafts/notes', { token })).status).toBe(200)
    expect(await read()).toBe(null)
  })

  it('holds a long note of wide characters, and refuses one that the table could not hold', async () => {
    const { accessToken: token } = await signUp()
    const save = (content: string) => send('POST', '/drafts/notes', { token, body: { ...draft, content } })
    expect((await save('字'.repeat(126_000))).status).toBe(200)
    const large = await save('字'.repeat(130_000))
    expect([large.status, large.error.details[0].loc]).toEqual([400, ['body', 'content']])
  })
})

it('the vocabulary has the areas of life, with every sub-category in one of them', async () => {
  const { accessToken: token } = await signUp()
  const { data } = await send('GET', '/vocabulary', { token })
  expect(data.map(({ name }: { name: string }) => name)).toEqual(Area.options)
  expect(data.flatMap((one: { subCategories: string[] }) => one.subCategories).sort()).toEqual(
    [...SubCategory.options].sort(),
  )
})
