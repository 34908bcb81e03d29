import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FREQUENCIES, formatRule, parseRule, type Rule, readRule } from '../../../lib/domain/time/rrule-text.ts'

describe('reading a rule', () => {
  it('gives every part its type', () => {
    expect(
      parseRule(
        'RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=1,12;BYWEEKNO=-1;BYYEARDAY=-366;BYMONTHDAY=+31;BYDAY=-1FR,SU;BYSETPOS=1;WKST=SU;COUNT=4;UNTIL=20261231',
      ),
    ).toEqual({
      freq: 'YEARLY',
      interval: 2,
      byMonth: [1, 12],
      byWeekNo: [-1],
      byYearDay: [-366],
      byMonthDay: [31],
      byDay: [{ ordinal: -1, weekday: 5 }, { weekday: 7 }],
      bySetPos: [1],
      weekStart: 7,
      count: 4,
      until: '2026-12-31',
    })
  })

  it('takes small letters and a last semicolon, and each value of a list once', () => {
    expect(parseRule('freq=weekly;byday=mo,we,mo;')).toEqual({
      freq: 'WEEKLY',
      byDay: [{ weekday: 1 }, { weekday: 3 }],
    })
  })

  it('tells a last day from a last instant and a last wall clock', () => {
    const until = (text: string) => parseRule(`FREQ=DAILY;UNTIL=${text}`)?.until
    expect(until('20260304')).toBe('2026-03-04')
    expect(until('20260304T080000Z')).toBe('2026-03-04T08:00:00Z')
    expect(until('20260304T080000')).toBe('2026-03-04T08:00:00')
    expect(until('20260230')).toBeUndefined()
    expect(until('20260304T250000Z')).toBeUndefined()
  })

  it.each([
    ['', '""'],
    ['INTERVAL=2', 'FREQ'],
    ['FREQ=HOURLY', 'FREQ'],
    ['FREQ=DAILY;BYHOUR=9', 'BYHOUR'],
    ['FREQ=DAILY;FREQ=DAILY', 'FREQ'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
    ['FREQ=DAILY;COUNT=-1', 'COUNT'],
    ['FREQ=DAILY;COUNT=1=2', 'COUNT'],
    ['FREQ=DAILY;COUNT=1e3', 'COUNT'],
    ['FREQ=YEARLY;BYMONTH=13', 'BYMONTH'],
    ['FREQ=YEARLY;BYMONTH=1,,2', 'BYMONTH'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
    ['FREQ=MONTHLY;BYDAY=MON', 'BYDAY'],
    ['FREQ=MONTHLY;BYDAY=54MO', 'BYDAY'],
    ['FREQ=YEARLY;BYWEEKNO=54', 'BYWEEKNO'],
    ['FREQ=YEARLY;BYYEARDAY=-367', 'BYYEARDAY'],
    ['FREQ=DAILY;WKST=1MO', 'WKST'],
    ['FREQ=DAILY;__proto__=1', '__PROTO__'],
    ['FREQ=DAILY\nEXDATE:20260101', 'FREQ'],
    ['DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY', 'DTSTART'],
  ])('refuses %j and names the part', (text, part) => {
    const { rule, problem } = readRule(text)
    expect(rule).toBeNull()
    expect(problem).toContain(part)
  })
})

describe('writing a rule', () => {
  it('leaves out what is as by default', () => {
    expect(formatRule({ freq: 'WEEKLY', interval: 1, byDay: [{ weekday: 1 }, { weekday: 3 }] })).toBe(
      'FREQ=WEEKLY;BYDAY=MO,WE',
    )
    expect(formatRule({ freq: 'MONTHLY', byDay: [], until: '2026-03-04T08:00:00.000Z' })).toBe(
      'FREQ=MONTHLY;UNTIL=20260304T080000Z',
    )
  })

  it('is undone by reading it, for every rule', () => {
    const some = <T>(one: fc.Arbitrary<T>) =>
      fc.option(fc.uniqueArray(one, { minLength: 1, maxLength: 4 }), { nil: undefined })
    const signed = (most: number) => fc.integer({ min: -most, max: most }).filter((n) => n !== 0)
    const weekday = fc.integer({ min: 1, max: 7 })
    const rules = fc.record<Rule>({
      freq: fc.constantFrom(...FREQUENCIES),
      interval: fc.option(fc.integer({ min: 2, max: 9_999 }), { nil: undefined }),
      byMonth: some(fc.integer({ min: 1, max: 12 })),
      byWeekNo: some(signed(53)),
      byYearDay: some(signed(366)),
      byMonthDay: some(signed(31)),
      byDay: fc.option(
        fc.uniqueArray(fc.oneof(fc.record({ weekday }), fc.record({ ordinal: signed(53), weekday })), {
          minLength: 1,
          maxLength: 5,
          selector: (day) => JSON.stringify(['ordinal' in day && day.ordinal, day.weekday]),
        }),
        { nil: undefined },
      ),
      bySetPos: some(signed(366)),
      weekStart: fc.option(weekday, { nil: undefined }),
      count: fc.option(fc.integer({ min: 1, max: 999_999 }), { nil: undefined }),
      until: fc.option(fc.constantFrom('2026-02-28', '2026-02-28T23:59:59Z', '2026-02-28T00:00:00'), {
        nil: undefined,
      }),
    })
    fc.assert(
      fc.property(rules, (rule) => {
        expect(parseRule(formatRule(rule))).toEqual(rule)
      }),
    )
  })
})
