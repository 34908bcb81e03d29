import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { handler as knowledge } from '../../../functions/knowledge/handler.ts'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let api: AiApi
let user: TestUser
beforeEach(async () => {
  api ??= await startAiApi({ AI_TOKENS_PER_MONTH: '1000000000' }, ['openai'])
  api.fake.behave('good')
  user = await signUp()
})
afterAll(() => api.stop())

const post = (path: string, body: object, request: Request = {}) =>
  api.send(user.accessToken, 'POST', `/ai${path}`, { body, remainingMs: AMPLE_MS, ...request })
const vault = (method: string, path: string, request: Request = {}, token = user.accessToken) =>
  invoke(knowledge, method, `/knowledge${path}`, { token, ...request })
const note = async (title: string, content: string | null = '', token = user.accessToken) =>
  (await vault('POST', '/notes', { body: { title, content, area: 'Love', tags: ['kept'] } }, token)).data
const lastAsked = () => JSON.stringify(api.fake.received.at(-1)?.body)

/** Routes that read one item of the vault, with what else they are sent. */
const BY_NOTE = [
  'notes/expand',
  'notes/summarize',
  'notes/improve',
  'notes/suggest-tags',
  'notes/suggest-area',
  'notes/suggest-links',
  'notes/generate',
  'notes/extract',
  'notes/analyze',
  'flashcards/from-text',
] as const

describe('features on stored notes', () => {
  it('read the item whose id is sent, all its text, and another person’s is unknown to each', async () => {
    const own = await note('Mine', 'The whale is a mammal')
    const other = await signUp()
    const theirs = await note('Theirs', 'The secret is 7319', other.accessToken)
    for (const path of BY_NOTE) {
      const answer = await post(`/${path}`, { noteId: own.id })
      expect([path, answer.status], answer.raw).toEqual([path, 200])
      expect(lastAsked()).toContain(path === 'notes/generate' ? 'Mine' : 'The whale is a mammal')
      const refused = await post(`/${path}`, { noteId: theirs.id })
      expect([path, refused.status, refused.error.code]).toEqual([path, 404, 'NOT_FOUND'])
      const without = await post(`/${path}`, {})
      expect([path, without.status]).toEqual([path, 400])
    }
  })

  it('count all words of a text that is not in its row, and read lessons by their id', async () => {
    const long = await note('Long', `${'word '.repeat(30_000)}end`)
    expect((await post('/notes/summarize', { noteId: long.id })).data.result.wordCount).toBe(30_001)
    const cards = await post('/flashcards/from-lesson', { lessonId: long.id, count: 1 })
    expect(cards.data.result).toHaveLength(1)
  })

  it('take the text that is sent rather than the stored one, which may be older', async () => {
    const own = await note('Mine', 'stored text')
    await post('/notes/expand', { noteId: own.id, content: 'typed text' })
    expect(lastAsked()).toContain('typed text')
    expect(lastAsked()).not.toContain('stored text')
  })

  it('refuse an item without text and name the field', async () => {
    const empty = await note('Empty', null)
    const answer = await post('/notes/analyze', { noteId: empty.id })
    expect([answer.status, answer.error.details[0].loc]).toEqual([400, ['body', 'noteId']])
  })

  it('suggest items that the text names and does not link to, also when the model fails', async () => {
    api.fake.behave('error')
    const named = await note('Deep work')
    await note('Linked already')
    const source = await note('Source', 'About deep work, and [[Linked already]].')
    const { data } = await post('/notes/suggest-links', { noteId: source.id })
    expect(data).toMatchObject({ provider: 'lifeos', fallback: 'unavailable' })
    expect(data.result.suggestedLinks).toMatchObject([{ itemId: named.id, itemTitle: 'Deep work', itemType: 'note' }])
  })

  it('make the cards that a note has by itself when the model fails, and none of prose', async () => {
    api.fake.behave('error')
    const asked = await note('Cells', 'mitosis :: division of a cell')
    const { data } = await post('/flashcards/from-text', { noteId: asked.id })
    expect(data).toMatchObject({ provider: 'lifeos', result: [{ front: 'mitosis', back: 'division of a cell' }] })
    const prose = await note('Prose', 'Just a story.')
    expect((await post('/flashcards/from-text', { noteId: prose.id })).status).toBe(502)
  })
})

describe('a generated course', () => {
  const outline = { topic: 'Botany', targetDifficulty: 'beginner' }
  const courses = async () => (await vault('GET', '/courses')).data.data

  it('is stored with its modules and lessons where that is asked for, once for one Idempotency-Key', async () => {
    expect((await post('/courses/skeleton', outline)).data.result.course.id).toBe('draft')
    expect(await courses()).toEqual([])
    const headers = { 'idempotency-key': 'once' }
    const [first, second] = [
      await post('/courses/skeleton', { ...outline, save: true }, { headers }),
      await post('/courses/skeleton', { ...outline, save: true }, { headers }),
    ]
    expect(second.data.result).toEqual(first.data.result)
    expect(await courses()).toHaveLength(1)
    const { course, modules } = first.data.result
    const stored = (await vault('GET', `/courses/${course.id}`)).data
    expect(stored.course).toMatchObject({ id: course.id, title: course.title, topic: 'Botany', isAiGenerated: true })
    const ids = (some: { module: { id: string }; lessons: { id: string }[] }[]) =>
      some.map(({ module, lessons }) => [module.id, ...lessons.map(({ id }) => id)])
    expect(ids(stored.modules)).toEqual(ids(modules))
    expect(stored.modules[0].lessons[0]).toMatchObject({ aiGenerated: true, area: 'Operations', tags: ['botany'] })
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('is there whole or not at all when the process dies at any point', async () => {
    const restore = crashTable()
    for (const after of [false, true])
      for (let nth = 1, ended = false; !ended; nth++) {
        const body = { title: 'C', topic: 'T', modules: [{ title: 'M', lessons: [{ title: 'L1' }, { title: 'L2' }] }] }
        const before = (await courses()).length
        const run = await dyingAt(nth, { after }, async () => {
          const { status } = await vault('POST', '/courses', { body })
          if (status !== 201) throw new Error(`${status}`)
        })
        ended = !run.crashed
        const now = await courses()
        const lessons = (await vault('GET', '/notes', { query: { type: 'course_lesson' } })).data.data
        expect(lessons).toHaveLength(2 * now.length)
        expect(now.length - before).toBeLessThanOrEqual(1)
      }
    restore()
  })

  it('of more lessons than one transaction holds is refused whole; of as many as fit it is stored', async () => {
    const lessons = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ title: `L${i}`, estimatedMinutes: 5 }))
    const body = { title: 'C', topic: 'T', modules: [{ title: 'M', lessons: lessons(30) }] }
    const headers = { 'idempotency-key': 'k' }
    expect((await vault('POST', '/courses', { body, headers })).status).toBe(201)
    const more = { ...body, modules: [...body.modules, { title: 'N', lessons: lessons(1) }] }
    expect((await vault('POST', '/courses', { body: more })).status).toBe(400)
    expect(await courses()).toHaveLength(1)
  })

  it('shows its concepts to its owner only', async () => {
    const { data } = await post('/courses/skeleton', { ...outline, save: true })
    const courseId = data.result.course.id
    expect((await post('/courses/concepts', { courseId })).data.result).toEqual({ concepts: [], dependencies: [] })
    const stranger = await signUp()
    const answer = await api.send(stranger.accessToken, 'POST', '/ai/courses/concepts', { body: { courseId } })
    expect(answer.status).toBe(404)
  })
})
