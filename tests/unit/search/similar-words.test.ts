import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorsIn, shortestSimilar, similarWords } from '../../../lib/domain/search/similar-words.ts'

const WORDS = ['audit', 'auditor', 'adult', 'plan', 'planning', 'airplane', 'invoice', '2026', 'dentist', 'tax']

/** Every text that one typing error makes of another. */
const oneErrorFrom = (text: string, letters: string[]): string[] => {
  const texts: string[] = []
  for (let i = 0; i <= text.length; i++) {
    for (const letter of letters) {
      texts.push(text.slice(0, i) + letter + text.slice(i))
      if (i < text.length) texts.push(text.slice(0, i) + letter + text.slice(i + 1))
    }
    if (i < text.length) texts.push(text.slice(0, i) + text.slice(i + 1))
    if (i + 1 < text.length) texts.push(text.slice(0, i) + text[i + 1] + text[i] + text.slice(i + 2))
  }
  return texts
}

describe('similar words', () => {
  test('have the asked word as a part, or begin with it but for a typing error', () => {
    expect(similarWords('udit', WORDS)).toEqual(['audit', 'auditor'])
    expect(similarWords('aduit', WORDS)).toEqual(['adult', 'audit', 'auditor'])
    expect(similarWords('lane', WORDS)).toEqual(['airplane'])
    expect(similarWords('invioce', WORDS)).toEqual(['invoice'])
    expect(similarWords('denitst', WORDS)).toEqual(['dentist'])
  })

  test('may differ in two errors from eight letters on', () => {
    expect(similarWords('airpalen', WORDS)).toEqual(['airplane'])
    expect(similarWords('arplnae', WORDS)).toEqual([])
  })

  test('are none for numbers that differ in a digit, and for words of one or two letters', () => {
    expect(similarWords('2025', WORDS)).toEqual([])
    expect(similarWords('026', WORDS)).toEqual(['2026'])
    expect(similarWords('ax', WORDS)).toEqual([])
    expect(similarWords('tex', WORDS)).toEqual([])
  })

  test('are at most eight, the nearest first', () => {
    const many = Array.from({ length: 50 }, (_, i) => `audit${i}x`)
    expect(similarWords('adit', [...many, 'audit'])).toHaveLength(8)
    expect(similarWords('adit', [...many, 'audit'])[0]).toBe('audit')
  })

  test('are never shorter than the shortest that is looked for', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '1'), maxLength: 10 })
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 20 }), (asked, words) => {
        const shortest = shortestSimilar(asked) ?? Number.POSITIVE_INFINITY
        return similarWords(asked, words).every(({ length }) => length >= shortest)
      }),
    )
  })
})

test('typing errors are as many as it takes to make the beginning of a word by hand', () => {
  const letters = ['a', 'b', 'c']
  const word = fc.string({ unit: fc.constantFrom(...letters), maxLength: 5 })
  fc.assert(
    fc.property(word, word, (asked, other) => {
      const beginnings = Array.from({ length: other.length + 1 }, (_, i) => other.slice(0, i))
      const zero = beginnings.includes(asked)
      const one = zero || oneErrorFrom(asked, letters).some((text) => beginnings.includes(text))
      expect(errorsIn(asked, other, 1)).toBe(zero ? 0 : one ? 1 : Number.POSITIVE_INFINITY)
    }),
    { numRuns: 500 },
  )
})

test('two errors are found wherever two corrections lead to the beginning of a word', () => {
  const letters = ['a', 'b']
  const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(word, word, (asked, other) => {
      const beginnings = new Set(Array.from({ length: other.length + 1 }, (_, i) => other.slice(0, i)))
      const errors = errorsIn(asked, other, 2)
      const reachable = oneErrorFrom(asked, letters)
        .flatMap((text) => [text, ...oneErrorFrom(text, letters)])
        .some((text) => beginnings.has(text))
      // A letter moved twice takes optimal string alignment three errors where free editing takes two: never fewer.
      if (errors <= 2) expect(errors === 0 || reachable).toBe(true)
      if (!reachable && !beginnings.has(asked)) expect(errors).toBe(Number.POSITIVE_INFINITY)
    }),
  )
})
