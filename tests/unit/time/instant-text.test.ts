import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instantText } from '../../../lib/domain/time/instant-text.ts'

it('the text of any instant is that of toISOString, before 1970 and beyond the year 9999 too', () => {
  const instants = fc.date({ noInvalidDate: true }).map((date) => date.getTime())
  fc.assert(
    fc.property(instants, (epochMs) => {
      expect(instantText(epochMs)).toBe(new Date(epochMs).toISOString())
    }),
    { numRuns: 5_000 },
  )
})

it.each([0, -1, 86_399_999, 86_400_000, Date.UTC(2024, 1, 29, 23, 59, 59, 999)])('at an edge: %i', (epochMs) => {
  expect(instantText(epochMs)).toBe(new Date(epochMs).toISOString())
})
