import { describe, expect, it } from 'vitest'
import { addDays } from '../../../lib/domain/time/dates.ts'
import { daysOfRule } from '../../../lib/domain/time/rrule.ts'
import computed from './rrule-dateutil.json' with { type: 'json' }
import facts from './rrule-facts.json' with { type: 'json' }

const daysOf = (rule: string, start: string): string[] =>
  daysOfRule(rule, { start, from: addDays(start, -1), until: '2120-01-01', count: 20 })

describe('public cases of other implementations', () => {
  it.each(facts)('$source: $rule from $start', ({ rule, start, days }) => {
    expect(daysOf(rule, start)).toEqual(days)
  })
})

/**
 * Computed by python-dateutil 2.9.0 for rules drawn at random. It reads the RFC in another way where a set is cut by the
 * first day, for week numbers, and for BYMONTHDAY without BYMONTH in a year: those are not among them.
 */
describe('what python-dateutil computes', () => {
  it.each(computed)('$rule from $start', ({ rule, start, days }) => {
    expect(daysOf(rule, start)).toEqual(days)
  })
})
