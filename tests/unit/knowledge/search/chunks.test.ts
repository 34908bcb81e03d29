import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chunk, chunksOf } from '../../../../lib/domain/knowledge/search/chunks/chunks.ts'
import { sectionsOf } from '../../../../lib/domain/knowledge/search/chunks/sections.ts'

const bytes = (text: string) => Buffer.byteLength(text)
const textOf = (text: string, { start, end }: Chunk) => text.slice(start, end)
const cutsPair = (text: string, at: number) =>
  at > 0 && at < text.length && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at))

/** Markdown with everything that may confuse a splitter. */
const piece = fc.oneof(
  fc.constantFrom(
    '# A\n',
    '###### Deep\n',
    '#\n',
    'Title\n===\n',
    'Sub\r\n---\r\n',
    '```\n# no heading\n',
    '~~~~\n',
    '```\n',
  ),
  fc.constantFrom(
    '\n\n',
    '\r\n',
    ' ',
    '🦊',
    '日本語。',
    'Größe ',
    'e\u0301',
    '[[',
    '<!-- ',
    '| a |\n|-|\n',
    '- ',
    '> # q\n',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .tuple(fc.constantFrom('a', '🦊', '字', 'word ', '#', '\n', '# x\n', ' '), fc.integer({ min: 1, max: 1_500 }))
    .map(([one, n]) => one.repeat(n)),
)
const markdown = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''))

describe('chunks of a text', () => {
  it('cover all of it in order, each a slice of it, and are bounded in number and size', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const chunks = chunksOf(text)
        let covered = 0
        for (const { start, end } of chunks) {
          expect(start).toBeLessThanOrEqual(covered)
          expect(end).toBeGreaterThan(covered)
          covered = end
        }
        expect(covered).toBe(text.length)
        expect(chunks.length).toBeLessThanOrEqual(bytes(text) / 400 + 2)
        for (const chunk of chunks) expect(bytes(textOf(text, chunk))).toBeLessThanOrEqual(2_000)
      }),
      { numRuns: 500 },
    )
  })

  it('never cut a surrogate pair', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        for (const { start, end } of chunksOf(text))
          expect([cutsPair(text, start), cutsPair(text, end)]).toEqual([false, false])
      }),
      { numRuns: 500 },
    )
  })

  it('are the same for the same text', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        expect(chunksOf(text)).toEqual(chunksOf(`${text}`))
      }),
    )
  })

  it('of a long section overlap by whole words, and stand under its headings', () => {
    const text = `# Book\n\n## Part\n\n${'One sentence of some words. '.repeat(200)}`
    const chunks = chunksOf(text)
    expect(chunks.length).toBeGreaterThan(3)
    for (const [i, { start, headings }] of chunks.entries()) {
      expect(headings).toEqual(['Book', 'Part'])
      const before = chunks[i - 1]
      if (!before) continue
      expect(before.end - start).toBeGreaterThan(50)
      expect(before.end - start).toBeLessThanOrEqual(200)
      expect(text.charAt(start - 1)).toMatch(/\s/)
    }
  })

  it('keep a text of a megabyte of headings, and one without a space, within bounds', () => {
    for (const text of [
      '#\n'.repeat(500_000),
      '# a\n'.repeat(250_000),
      'x'.repeat(1_000_000),
      '🦊'.repeat(250_000),
      '`'.repeat(1_000_000),
    ])
      expect(chunksOf(text).length).toBeLessThanOrEqual(1_000_000 / 400 + 2)
  })
})

describe('sections of a text', () => {
  it('begin at headings, also underlined ones, and never inside of fenced code', () => {
    const text = 'Before\n# One #\ntext\n```sh\n# comment\n~~~\n```\nTwo\n---\n#hash\n### Three\n# Four'
    expect(
      [...sectionsOf(text)].map(({ start, end, headings }) => [text.slice(start, end).slice(0, 8), headings]),
    ).toEqual([
      ['Before\n', []],
      ['# One #\n', ['One']],
      ['Two\n---\n', ['One', 'Two']],
      ['### Thre', ['One', 'Two', 'Three']],
      ['# Four', ['Four']],
    ])
  })
})
