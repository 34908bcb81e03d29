import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkChange, linksIn } from '../../../lib/domain/knowledge/links/link-record.ts'
import { meaningsOf, sameTitle, titleKey } from '../../../lib/domain/knowledge/links/link-target.ts'
import { MAX_LINKS_OF_TEXT, wikilinksIn } from '../../../lib/domain/knowledge/links/wikilinks.ts'

const targets = (text: string) => wikilinksIn(text).map(({ target }) => target)

describe('wikilinks', () => {
  it('are found in paragraphs, headings, lists, quotes and tables, with alias and embed', () => {
    const text =
      'See [[A]], [[B|so called]]\r\n> - quote [[C#p|x]]\n\n# Head [[D]] #\n\n1. a\n   - ![[E]]\n\n| [[F\\|al]] |\n|-|\n| [[G]] |'
    expect(wikilinksIn(text).map(({ target, alias, embed }) => [target, alias, embed])).toEqual([
      ['A', null, false],
      ['B', 'so called', false],
      ['C#p', 'x', false],
      ['D', null, false],
      ['E', null, true],
      ['F', 'al', false],
      ['G', null, false],
    ])
    for (const { target, start, end } of wikilinksIn(text)) expect(text.slice(start, end)).toBe(target)
  })

  it.each([
    ['fenced code', '```\n[[x]]\n```'],
    ['fenced code of a list in a quote', '> - a\n>   ~~~md\n>   [[x]]\n>   ~~~'],
    ['code without an end', '```\n\n[[x]]'],
    ['indented code', 'a\n\n    [[x]]'],
    ['indented code behind a definition', '[a]: /b\n\n    [[x]]'],
    ['inline code', '`[[x]]` and ``y ` [[x]]``'],
    ['inline code over two lines', '`a\n[[x]]`'],
    ['inline code that begins in a link', '[[a `b]] c`'],
    ['a comment', 'a <!-- [[x]] --> b'],
    ['HTML', '<div>\n[[x]]\n</div>'],
    ['a backslash', '\\[[x]]'],
    ['two lines', '[[a\nb]]'],
    ['nothing', '[[]] [[ ]] [[#heading]] [[|alias]]'],
  ])('are none in %s', (_, text) => {
    expect(targets(text)).toEqual([])
  })

  it('have titles of any characters: brackets, emoji, from right to left, marks of Markdown', () => {
    expect(
      targets('[[Note [1]]] [[🦊 日本]] [[שלום]] [[*a* _b_]] [[C++ (a.b)*]] [[[Title]]] [[[Draft] plan]]'),
    ).toEqual([...['Note [1]', '🦊 日本', 'שלום', '*a* _b_', 'C++ (a.b)*', 'Title', '[Draft] plan']])
  })

  it('are where the parser says, around any text', () => {
    const word = fc.constantFrom(
      'a',
      '`',
      '``',
      '> ',
      '- ',
      '\n',
      '\r\n',
      '\n\n',
      '    ',
      '\t',
      '[[T]]',
      '![[U|v]]',
      '<b>',
      '\\',
      '#',
      '🦊',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const text = words.join('')
        for (const { target, start, end } of wikilinksIn(text)) {
          expect(text.slice(start, end)).toBe(target)
          expect(text.slice(start - 2, start)).toBe('[[')
        }
      }),
      { numRuns: 500 },
    )
  })

  it('of hostile texts of 1 MB are found within twenty times the time that ordinary ones take', () => {
    const cpu = (text: string) => {
      const before = process.cpuUsage()
      wikilinksIn(text)
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    const filled = (part: string) => `[[x]] ${part.repeat(1_000_000 / part.length)}`
    const ordinary = filled('# Head\n\nSome *text* with [[Link]] and `code` and words.\n\n- a\n- b [[c]]\n\n')
    cpu(ordinary)
    const usual = Math.max(cpu(ordinary), cpu(ordinary))
    for (const part of ['[', '[[', '>', '- ', '`a``b', '<a ', '<!-- ', '[a]: ', '[[x]] w\n', '> [[x]] w\n', '<?'])
      expect(cpu(filled(part)), part).toBeLessThan(20 * usual)
  })

  it('are at most 5,000 of a text', () => {
    expect(wikilinksIn('[[x]] '.repeat(6_000))).toHaveLength(MAX_LINKS_OF_TEXT)
  })
})

describe('what a link means', () => {
  it('is compared without regard to case, composition and width of spaces', () => {
    expect(sameTitle(' Ze\u0301  Ro ')).toBe(sameTitle('ZÉ ro'))
    expect(titleKey('A')).toBe(titleKey('a'))
    expect(titleKey('A')).not.toBe(titleKey('B'))
  })

  it('is its whole text, then what is before each #', () => {
    expect(meaningsOf('C# in depth#Types')).toEqual(['C# in depth#Types', 'C# in depth', 'C'])
  })
})

describe('rows of links', () => {
  it('hold the words around a link, of which they are one line', () => {
    const { rows } = linksIn(`${'Lorem ipsum '.repeat(50)}\nA pelican [[T]] flies\n${'dolor sit '.repeat(50)}`, 'me')
    const { snippet } = rows.get(titleKey('T')) ?? { snippet: '' }
    expect(snippet).toMatch(/^(Lorem|ipsum) .* A pelican \[\[T\]\] flies dolor .* (dolor|sit)$/)
    expect(snippet.length).toBeLessThan(200)
  })

  it('are changed as little as the text is', () => {
    const item = { id: 'me', version: 1 }
    const far = 'word '.repeat(60)
    const first = linkChange(null, `[[A]] ${far} [[B]]`, item).record
    const change = linkChange(first, `[[A]] ${far} [[C]]`, { ...item, version: 2 })
    expect([[...change.put.keys()], change.gone]).toEqual([[titleKey('C')], [titleKey('B')]])
  })

  it('are all written again when those before may not have been', () => {
    const before = { ...linkChange(null, '[[A]]', { id: 'me', version: 1 }).record, settled: false, stale: ['old'] }
    const change = linkChange(before, '[[A]] [[B]]', { id: 'me', version: 2 })
    expect([[...change.put.keys()], change.gone]).toEqual([[titleKey('A'), titleKey('B')], ['old']])
  })
})
