import { describe, expect, test } from 'vitest'
import { KINDS } from '../../../lib/domain/kinds/kinds.ts'
import { kindNamed } from '../../../lib/domain/kinds/lookup.ts'

describe('every kind', () => {
  test.each(KINDS)('$name has a name of its own, in one word of small letters', (kind) => {
    expect(kindNamed(kind.name)).toBe(kind)
    expect(kind.name).toMatch(/^[a-z]{1,40}$/)
  })

  test.each(KINDS)('$name links to kinds there are, and belongs to one', ({ relations = [], parent }) => {
    for (const { target } of relations) expect(kindNamed(target)?.name).toBe(target)
    if (parent) expect(kindNamed(parent.kind)?.name).toBe(parent.kind)
  })

  test.each(KINDS)('$name: rows that its relations keep at the target, besides LINK rows, are known there', (kind) => {
    for (const relation of kind.relations ?? []) {
      const atTarget = relation.rows('s', 't').filter((row) => !row.startsWith('LINK#') && !row.includes('#s#t'))
      const known = kindNamed(relation.target)?.backlinkRows?.('t') ?? []
      for (const row of atTarget) expect(known.some((prefix) => row.startsWith(prefix))).toBe(true)
    }
  })

  test('says which of its fields are text where it holds words of the person', () => {
    expect(
      KINDS.filter(({ text }) => text === undefined)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'ai',
      'calendar',
      'calendarconnection',
      'calendarfeed',
      'cardreview',
      'deck',
      'featureconfig',
      'markdownfile', // its content is in a bucket, so it has a search of its own
      'metricmilestone',
      'plan',
      'plannerpreferences',
      'profile',
      'redemption',
      'subscription',
      'transaction',
      'weeklyreview',
    ])
  })
})
