import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Dependency, depthsOf, withoutCycles } from '../../../lib/domain/ai/core/concept-order.ts'
import { cardsIn } from '../../../lib/domain/ai/core/flashcards.ts'
import { rateCandidates } from '../../../lib/domain/ai/core/link-candidates.ts'

describe('cards that a text has by itself', () => {
  it('are questions with answers, pairs, definitions and headings that ask', () => {
    const text = [
      'Q: What is a cell?\nA: The unit of life',
      '- mitosis :: division of a cell',
      '**Ribosome**: makes `proteins`',
      '## What is DNA?\n\nA molecule that\ncarries genes.\n\nMore.',
    ].join('\n\n')
    expect(cardsIn(text, 10)).toEqual([
      { front: 'What is a cell?', back: 'The unit of life' },
      { front: 'mitosis', back: 'division of a cell' },
      { front: 'Ribosome', back: 'makes proteins' },
      { front: 'What is DNA?', back: 'A molecule that carries genes.' },
    ])
    expect(cardsIn(text, 2)).toHaveLength(2)
  })

  it('are none of prose, of code, or of questions without an answer', () => {
    expect(cardsIn('A plain text: nothing to ask.\n\nQ: Why?\n\n## Why?\n\n- because', 5)).toEqual([])
    expect(cardsIn('```\nstd :: vector\n```\n~~~\n```\na :: b\n~~~', 5)).toEqual([])
  })

  it('have both sides, whatever the text', () => {
    const line = fc.constantFrom('Q: a', 'A: b', 'a :: b', ' :: ', '# ?', '## Why?', '**a**: b', '```', '', 'text')
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 40 }), (lines) => {
        for (const { front, back } of cardsIn(lines.join('\n'), 50)) {
          expect(front.trim()).not.toBe('')
          expect(back.trim()).not.toBe('')
        }
      }),
    )
  })
})

describe('concepts', () => {
  const Id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'unknown')
  const dependencies = fc.array(fc.record({ from: Id, to: Id, type: fc.constant<'prerequisite'>('prerequisite') }))
  const ids = ['a', 'b', 'c', 'd', 'e']

  it('are deeper than everything they need, so no dependency closes a cycle', () => {
    fc.assert(
      fc.property(dependencies, (some: Dependency[]) => {
        const kept = withoutCycles(some, new Set(ids))
        const depths = depthsOf(kept, ids)
        for (const { from, to } of kept) expect(depths.get(to)).toBeGreaterThan(depths.get(from) ?? Number.NaN)
        expect(new Set(kept.map(({ from, to }) => `${from}${to}`)).size).toBe(kept.length)
      }),
    )
  })
})

describe('candidates for a link', () => {
  it('are rated by how much of their title a text has, those it names first', () => {
    const items = ['Deep work', 'Working deeply', 'Gardening', 'It'].map((title, i) => ({
      id: `${i}`,
      title,
      type: 'note',
    }))
    const rated = rateCandidates('I read about deep work. It helps.', items)
    expect(rated.map(({ title, isNamed }) => [title, isNamed])).toEqual([
      ['Deep work', true],
      ['Working deeply', false],
      ['Gardening', false],
      ['It', false],
    ])
    expect(rated.at(-1)?.relevance).toBe(0)
  })
})
