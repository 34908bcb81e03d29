import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifiedQuotes } from '../../../../lib/domain/knowledge/ask/quotes.ts'
import type { Passage } from '../../../../lib/domain/knowledge/search/search.schema.ts'

const CONTENT = 'Intro 🦊 Zoe\u0308’s café.\r\n\r\nThe boiler warranty\nends on 14 March 2031 (says he). a.b* [x]'
const passage = (start: number, end: number, itemId = 'one'): Passage => ({
  ...{ itemId, title: 'Heating', type: 'note', score: 1, matches: ['text'] },
  ...{ start, end, text: CONTENT.slice(start, end) },
})
const ALL = [passage(0, 10), passage(10, CONTENT.length)]
const quoted = (quote: string, number = 2) => verifiedQuotes([{ passage: number, quote }], ALL)

describe('quotes of a model', () => {
  it.each([
    ['as they stand', 'ends on 14 March 2031', 'ends on 14 March 2031'],
    ['over lines', 'boiler warranty ends on', 'boiler warranty\nends on'],
    ['in quotation marks', '“The boiler warranty”', 'The boiler warranty'],
    ['with signs that patterns have', '2031 (says he). a.b* [x]', '2031 (says he). a.b* [x]'],
  ])('are found %s', (_, quote, slice) => {
    const [found] = quoted(quote)
    expect(found?.quote).toBe(slice)
    expect(CONTENT.slice(found?.start, found?.end)).toBe(slice)
  })

  it('are found in another passage than the one that is named', () => {
    expect(quoted('14 March 2031', 1)).toHaveLength(1)
    expect(quoted('14 March 2031', 99)).toHaveLength(1)
  })

  it.each(['ends on 15 March 2031', 'The boiler warrantyends', 'the boiler', '', '"…"', 'a.b', 'axb* [x]', '.*.*.*.*'])(
    'that are not there are dropped: %s',
    (quote) => expect(quoted(quote)).toEqual([]),
  )

  it('that are kept are verbatim slices, whatever a model says', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ passage: fc.integer(), quote: fc.string({ unit: 'binary' }) })), (quotes) => {
        for (const { quote, start, end } of verifiedQuotes(quotes, ALL)) expect(CONTENT.slice(start, end)).toBe(quote)
      }),
    )
  })
})
