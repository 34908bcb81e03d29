import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { LOGBOOK } from '../../../lib/domain/logbook/logbook.ts'
import { METRIC_LOG } from '../../../lib/domain/metrics/metric-log.kind.ts'
import { askedWords, matchOf, scoreOf } from '../../../lib/domain/search/rank.ts'
import { indexChanges } from '../../../lib/domain/search/search-index.ts'
import { MAX_WORDS, placesOf } from '../../../lib/domain/search/searched.ts'
import { recency } from '../../../lib/domain/search/words.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { excerptOf, titleOf } from '../../../lib/domain/text/title.ts'
import { wordsOf } from '../../../lib/domain/text/words.ts'
import type { StreamRow } from '../../../lib/platform/stream/stream-row.ts'

const NOW = Date.parse('2026-06-01T00:00:00Z')
const entity = (more: object) => ({ id: 'x', updatedAt: '2026-05-01T00:00:00.000Z', ...more })
const score = (q: string, more: object) => scoreOf(askedWords(q), TASK, entity(more), NOW)

describe('words', () => {
  test('are the same in any case and with or without accents', () => {
    expect(wordsOf('Größe CRÈME brûlée')).toEqual(['grosse', 'creme', 'brulee'])
    expect(wordsOf('GROSSE creme BRULEE')).toEqual(['grosse', 'creme', 'brulee'])
  })

  test('end at what is neither letter nor digit', () => {
    expect(wordsOf('buy_milk, eggs#2 — (soon)!')).toEqual(['buy', 'milk', 'eggs', '2', 'soon'])
    expect(wordsOf('🪴 \n\t')).toEqual([])
  })

  test('are single characters where a script has no spaces', () => {
    expect(wordsOf('買い物list')).toEqual(['買', 'い', '物', 'list'])
    expect(wordsOf('קנה חלב')).toEqual(['קנה', 'חלב'])
  })

  test('never hold what separates parts of a key', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => !wordsOf(text).some((word) => /[#\s]/.test(word))))
  })

  test('of one entity are bounded, the title first', () => {
    const description = Array.from({ length: 500 }, (_, i) => `w${i}`).join(' ')
    const places = placesOf(TASK, { title: 'Last seen', description })
    expect(places.size).toBe(MAX_WORDS)
    expect([...places].slice(0, 3)).toEqual([
      ['last', 'title'],
      ['seen', 'title'],
      ['w0', 'text'],
    ])
  })

  test('come from parts of an entity too', () => {
    const criteria = [{ id: 'c1', description: 'Ten kilometres' }]
    const places = placesOf(GOAL, { title: 'Run', notes: 'sport', successCriteria: criteria })
    expect([...places.keys()]).toEqual(['run', 'sport', 'ten', 'kilometres'])
    expect([...placesOf(TASK, { title: 'Run', labels: ['sport'] }).keys()]).toEqual(['run', 'sport'])
  })
})

describe('ranking', () => {
  test('puts titles over texts, whole words over beginnings, and new over old', () => {
    const ranks = [
      score('plan', { title: 'Plan' }),
      score('plan', { title: 'Planning' }),
      score('plan', { title: 'x', notes: 'a plan' }),
      score('plan', { title: 'x', notes: 'planned' }),
      score('plan', { title: 'x', notes: 'planned', updatedAt: '2025-01-01T00:00:00.000Z' }),
    ]
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a))
    expect(new Set(ranks).size).toBe(ranks.length)
  })

  test('wants every word, in any order', () => {
    expect(score('milk buy', { title: 'Buy milk' })).toBeGreaterThan(0)
    expect(score('milk sell', { title: 'Buy milk' })).toBe(0)
  })

  test('lets recency decide between equals only', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e13, noNaN: true }), (age) => recency(age) >= 0 && recency(age) < 1),
    )
    expect(recency(0)).toBeGreaterThan(recency(86_400_000))
  })

  test('agrees with looking for each word by hand', () => {
    const word = fc.constantFrom('a', 'ab', 'abc', 'b', 'ba', 'c')
    const words = fc.array(word, { maxLength: 4 })
    fc.assert(
      fc.property(words, words, fc.array(word, { minLength: 1, maxLength: 3 }), (title, notes, asked) => {
        const byHand = asked.every((one) => [...title, ...notes].some((other) => other.startsWith(one)))
        const places = placesOf(TASK, { title: title.join(' '), notes: notes.join(' ') })
        return matchOf(askedWords(asked.join(' ')), places) > 0 === byHand
      }),
    )
  })
})

test('an entity is shown by its title, its date, or how its text begins', () => {
  expect(titleOf(LOGBOOK, { title: 'T', date: '2026-01-01' })).toBe('T')
  expect(titleOf(LOGBOOK, { title: '', date: '2026-01-01', notes: 'n' })).toBe('2026-01-01')
  expect(titleOf(METRIC_LOG, { note: 'Felt good' })).toBe('Felt good')
  expect(titleOf(METRIC_LOG, { id: '7' })).toBe('7')
  expect(excerptOf(TASK, { description: 'x'.repeat(300) })).toHaveLength(160)
})

test('the index follows any changes of an entity, also when batches come twice', () => {
  const title = fc.constantFrom('alpha beta', 'beta gamma', 'gamma', '')
  fc.assert(
    fc.property(fc.array(fc.tuple(title, title), { minLength: 1, maxLength: 6 }), fc.nat(5), (states, back) => {
      const items = [null, ...states.map(([name, notes]) => ({ id: 't', title: name, notes }))]
      const rows = items.slice(1).map(
        (after, i): StreamRow => ({
          sequence: String(i).padStart(40, '0'),
          eventId: '',
          action: i === 0 ? 'INSERT' : 'MODIFY',
          userId: 'u',
          sk: 'TASK#t',
          before: items[i] ?? null,
          after,
        }),
      )
      const index = new Map<string, unknown>()
      const apply = (batch: StreamRow[]) => {
        for (const [key, row] of indexChanges(batch)) row ? index.set(key, row.place) : index.delete(key)
      }
      apply(rows.slice(0, back))
      for (const row of rows.slice(Math.max(0, back - 2))) apply([row])
      const wanted = [...placesOf(TASK, items.at(-1) ?? {})].map(([word, place]) => [`WORD#${word}#TASK#t`, place])
      expect(new Map([...index].sort())).toEqual(new Map((wanted as [string, string][]).sort()))
    }),
  )
})
