import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readUsage } from '../../../lib/domain/ai/usage.repository.ts'
import { loadIndex } from '../../../lib/domain/knowledge/search/index/vault-index.repository.ts'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'
import { contextFor } from '../../support/context.ts'
import { startVault, type VaultPerson } from '../../support/vault-search.ts'

let ai: AiApi
let vault: Awaited<ReturnType<typeof startVault>>
let me: VaultPerson

beforeAll(async () => {
  ai = await startAiApi()
  vault = await startVault()
})
afterAll(async () => {
  await vault.stop()
  await ai.stop()
})
beforeEach(async () => {
  ai.fake.behave('good')
  me = await vault.person()
})

/** How many texts were embedded since. */
const counting = () => {
  const before = ai.fake.embedded.length
  return () => ai.fake.embedded.slice(before).reduce((sum, { input }) => sum + [input].flat().length, 0)
}
const index = async () => (await loadIndex(contextFor(me.userId), Date.now())).index
const CHAPTERS = ['Boilers', 'Gardens', 'Rivers'].map(
  (name) => `# ${name}\n\n${`All about ${name} and more. `.repeat(40)}`,
)

describe('a search by meaning', () => {
  it('finds what is near, says so, and together with words ranks what both find first', async () => {
    const boiler = await me.note('Heating', 'The warranties of boilers')
    await me.note('Garden', 'Hoses and sheds')
    await me.settle()
    const semantic = await me.search('boiler warranty', { mode: 'semantic' })
    expect(semantic).toMatchObject({ mode: 'semantic', data: [{ id: boiler.id, matches: ['semantic'] }] })
    const hybrid = await me.search('boilers warranties')
    expect(hybrid).toMatchObject({ mode: 'hybrid', data: [{ id: boiler.id, matches: ['text', 'semantic'] }] })
    expect(await me.search('boiler', { mode: 'text' })).toMatchObject({ mode: 'text', data: [{ matches: ['text'] }] })
  })

  it('pays for a chunk once, and for no chunk that a change left as it was', async () => {
    const embedded = counting()
    const note = await me.note('Book', CHAPTERS.join('\n\n'))
    await me.settle()
    expect([embedded(), (await index()).missing]).toEqual([3, 0])
    await me.call('PATCH', `/notes/${note.id}`, { content: [...CHAPTERS, '# Hills\n\nAnd hills.'].join('\n\n') })
    await me.settle()
    expect(embedded()).toBe(4)
    await me.call('PATCH', `/notes/${note.id}`, { content: CHAPTERS[0] })
    await me.settle()
    await me.note('Book', CHAPTERS[1])
    await me.settle()
    expect(embedded()).toBe(4)
  })

  it('asks for the vector of a query once', async () => {
    await me.note('Heating', 'boilers')
    await me.settle()
    const embedded = counting()
    await me.search('boiler')
    await me.search('boiler')
    expect(embedded()).toBe(1)
  })

  it('costs the person’s tokens of the month', async () => {
    await me.note('Heating', 'boilers')
    await me.settle()
    await me.search('boiler')
    const { tokens, features } = await readUsage(contextFor(me.userId))
    const used = Object.fromEntries(
      features.map(({ feature, inputTokens, calls }) => [feature, { inputTokens, calls }]),
    )
    expect(used).toMatchObject({ vaultIndex: { calls: 1 }, vaultSearch: { calls: 1 } })
    expect(tokens.used).toBe(features.reduce((sum, { inputTokens }) => sum + inputTokens, 0))
  })

  it.each(['error', 'hang'] as const)(
    'falls back to words where the provider fails, and blocks no write: %s',
    async (how) => {
      await me.note('Heating', 'boilers')
      await me.settle()
      ai.fake.behave(how)
      const note = await me.note('Another', 'boilers too')
      if (how === 'error') {
        await me.settle()
        expect((await index()).missing).toBe(1)
      }
      const { mode, data } = await me.search('boilers too')
      expect([mode, data[0]?.id, data[0]?.matches]).toEqual(['text', note.id, ['text']])
    },
  )

  it('takes up what a failed provider left, once the provider is there again', async () => {
    ai.fake.behave('error')
    await me.note('Heating', 'boilers')
    await me.settle()
    expect(await index()).toMatchObject({ missing: 1, vectors: [] })
    ai.fake.behave('good')
    await me.note('More', 'radiators')
    await me.settle()
    expect(await index()).toMatchObject({ missing: 0, vectors: [{ count: 2 }] })
  })

  it('finds nothing of a deleted item or of another type', async () => {
    const note = await me.note('Heating', 'boilers')
    await me.settle()
    expect(await me.ids('boiler', { mode: 'semantic', type: 'document' })).toEqual([])
    await me.call('DELETE', `/notes/${note.id}`)
    expect(await me.ids('boiler', { mode: 'semantic' })).toEqual([])
  })
})
