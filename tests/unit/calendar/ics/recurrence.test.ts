import { describe, expect, it } from 'vitest'
import { brief, calendarText, eventText, read, readOne, shown, starts } from './support.ts'

const seriesOf = (...lines: string[]) => eventText('UID:s', 'SUMMARY:Series', ...lines)
const instance = (id: string, ...lines: string[]) =>
  eventText('UID:s', 'SUMMARY:Changed', `RECURRENCE-ID${id}`, ...lines)
const berlin = (name: string, time: string) => `${name};TZID=Europe/Berlin:${time}`
const daily = [berlin('DTSTART', '20260302T090000'), 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=4']
const days = (...lines: string[]) => starts(read(calendarText(...lines))).map((start) => start.slice(5))

describe('exclusions', () => {
  it.each([
    ['an instant of the same zone', 'EXDATE;TZID=Europe/Berlin:20260303T090000'],
    ['an instant in UTC', 'EXDATE:20260303T080000Z'],
    ['an instant in another zone', 'EXDATE;TZID=America/New_York:20260303T030000'],
    ['a clock without a zone, which is that of the series', 'EXDATE:20260303T090000'],
    ['a day', 'EXDATE;VALUE=DATE:20260303'],
    ['a day in a list, twice', 'EXDATE;VALUE=DATE:20260303,20260303'],
  ])('as %s', (_, line) => {
    expect(days(seriesOf(...daily, line))).toEqual(['03-02T08:00Z', '03-04T08:00Z', '03-05T08:00Z'])
  })

  it('at another time than that of the occurrence exclude nothing', () => {
    expect(days(seriesOf(...daily, 'EXDATE:20260303T090000Z'))).toHaveLength(4)
  })

  it('of whole days may be instants', () => {
    const series = seriesOf('DTSTART;VALUE=DATE:20260302', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20260303T000000Z')
    expect(days(series)).toEqual(['03-02', '03-04'])
  })

  it('may take the first occurrence away', () => {
    expect(days(seriesOf(...daily, 'EXDATE:20260302T080000Z'))).toHaveLength(3)
  })
})

describe('further occurrences', () => {
  it('add to the first one, without any rule', () => {
    const series = seriesOf(
      berlin('DTSTART', '20260302T090000'),
      'DURATION:PT1H',
      berlin('RDATE', '20260309T090000,20260316T110000'),
    )
    expect(shown(read(calendarText(series)))).toEqual([
      '2026-03-02T08:00Z / 2026-03-02T09:00Z Series',
      '2026-03-09T08:00Z / 2026-03-09T09:00Z Series',
      '2026-03-16T10:00Z / 2026-03-16T11:00Z Series',
    ])
  })

  it('as periods have their own length, by an end or a duration', () => {
    const series = seriesOf(
      'DTSTART:20260302T090000Z',
      'DTEND:20260302T100000Z',
      'RDATE;VALUE=PERIOD:20260303T090000Z/20260303T093000Z,20260304T090000Z/PT2H',
    )
    expect(shown(read(calendarText(series)))).toEqual([
      '2026-03-02T09:00Z / 2026-03-02T10:00Z Series',
      '2026-03-03T09:00Z / 2026-03-03T09:30Z Series',
      '2026-03-04T09:00Z / 2026-03-04T11:00Z Series',
    ])
  })

  it('as days have the time of the series; those of the rule count once; excluded ones do not come back', () => {
    const series = seriesOf(...daily, 'RDATE;VALUE=DATE:20260303,20260310,20260311', 'EXDATE;VALUE=DATE:20260311')
    expect(days(series)).toEqual(['03-02T08:00Z', '03-03T08:00Z', '03-04T08:00Z', '03-05T08:00Z', '03-10T08:00Z'])
  })
})

describe('a changed occurrence', () => {
  const moved = [berlin('DTSTART', '20260303T150000'), 'DURATION:PT30M']
  it.each([
    ['in the zone of the series', ';TZID=Europe/Berlin:20260303T090000'],
    ['in UTC', ':20260303T080000Z'],
    ['in another zone', ';TZID=Asia/Tokyo:20260303T170000'],
    ['as a day', ';VALUE=DATE:20260303'],
  ])('names its place %s', (_, id) => {
    const calendar = read(calendarText(instance(id, ...moved), seriesOf(...daily)))
    expect(shown(calendar)).toEqual([
      '2026-03-02T08:00Z / 2026-03-02T09:00Z Series',
      '2026-03-03T14:00Z / 2026-03-03T14:30Z Changed',
      '2026-03-04T08:00Z / 2026-03-04T09:00Z Series',
      '2026-03-05T08:00Z / 2026-03-05T09:00Z Series',
    ])
    expect(calendar.events.find(({ recurrenceId }) => recurrenceId)?.recurrenceId).toBe('2026-03-03T08:00:00.000Z')
  })

  it('of a series of days is named by its day', () => {
    const series = seriesOf('DTSTART;VALUE=DATE:20260302', 'RRULE:FREQ=DAILY;COUNT=2')
    const timed = instance(';VALUE=DATE:20260303', berlin('DTSTART', '20260303T150000'))
    expect(days(series, timed)).toEqual(['03-02', '03-03T14:00Z'])
  })

  it('may move out of a range, or into one', () => {
    const calendar = read(calendarText(seriesOf(...daily), instance(':20260303T080000Z', 'DTSTART:20260601T100000Z')))
    expect(starts(calendar, '2026-03-03', '2026-03-04')).toEqual([])
    expect(starts(calendar, '2026-06-01', '2026-06-02')).toEqual(['2026-06-01T10:00Z'])
  })

  it('that is cancelled does not take place', () => {
    expect(days(seriesOf(...daily), instance(':20260303T080000Z', ...moved, 'STATUS:CANCELLED'))).toHaveLength(3)
  })

  it('without its series takes place by itself', () => {
    expect(days(instance(':20260303T080000Z', ...moved))).toEqual(['03-03T14:00Z'])
  })

  it('takes place even where the series excludes its day', () => {
    expect(days(seriesOf(...daily, 'EXDATE:20260303T080000Z'), instance(':20260303T080000Z', ...moved))).toContain(
      '03-03T14:00Z',
    )
  })
})

describe('a change to this and following occurrences', () => {
  const range = ';RANGE=THISANDFUTURE;TZID=Europe/Berlin'
  it('moves all later ones by the same days, to its time and length', () => {
    const following = instance(`${range}:20260304T090000`, berlin('DTSTART', '20260305T140000'), 'DURATION:PT2H')
    expect(shown(read(calendarText(seriesOf(...daily), following)))).toEqual([
      '2026-03-02T08:00Z / 2026-03-02T09:00Z Series',
      '2026-03-03T08:00Z / 2026-03-03T09:00Z Series',
      '2026-03-05T13:00Z / 2026-03-05T15:00Z Changed',
      '2026-03-06T13:00Z / 2026-03-06T15:00Z Changed',
    ])
  })

  it('keeps its wall clock when summer time begins', () => {
    const weekly = [berlin('DTSTART', '20260316T090000'), 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=4']
    expect(
      days(seriesOf(...weekly), instance(`${range}:20260323T090000`, berlin('DTSTART', '20260323T110000'))),
    ).toEqual(['03-16T08:00Z', '03-23T10:00Z', '03-30T09:00Z', '04-06T09:00Z'])
  })

  it('ends where the next one begins, and single changes stay', () => {
    const first = instance(`${range}:20260303T090000`, berlin('DTSTART', '20260303T100000'))
    const second = instance(`${range}:20260305T090000`, berlin('DTSTART', '20260305T120000'))
    const single = instance(':20260304T080000Z', berlin('DTSTART', '20260304T200000'))
    expect(days(seriesOf(...daily), first, second, single)).toEqual([
      '03-02T08:00Z',
      '03-03T09:00Z',
      '03-04T19:00Z',
      '03-05T11:00Z',
    ])
  })

  it('cancels the rest of a series', () => {
    const rest = instance(`${range}:20260304T090000`, berlin('DTSTART', '20260304T090000'), 'STATUS:CANCELLED')
    expect(days(seriesOf(...daily), rest)).toHaveLength(2)
  })
})

describe('several versions of an event', () => {
  const version = (sequence: number, time: string, ...more: string[]) =>
    eventText('UID:v', `SEQUENCE:${sequence}`, `DTSTART:${time}`, ...more)
  it('the highest SEQUENCE counts, wherever it stands', () => {
    const calendar = read(calendarText(version(2, '20260302T100000Z'), version(1, '20260303T100000Z')))
    expect(starts(calendar)).toEqual(['2026-03-02T10:00Z'])
    expect(calendar.skipped).toMatchObject([{ uid: 'v', reason: 'There is a newer version' }])
  })

  it('of the same SEQUENCE the latest counts', () => {
    const older = version(1, '20260302T100000Z', 'LAST-MODIFIED:20260201T000000Z')
    const newer = version(1, '20260303T100000Z', 'LAST-MODIFIED:20260202T000000Z')
    expect(starts(read(calendarText(newer, older)))).toEqual(['2026-03-03T10:00Z'])
  })

  it('events that share a UID by mistake are all kept', () => {
    const text = calendarText(
      version(0, '20260302T100000Z'),
      version(0, '20260303T100000Z'),
      version(0, '20260304T100000Z'),
    )
    expect(starts(read(text))).toHaveLength(3)
    expect(new Set(read(text).events.map(({ uid }) => uid)).size).toBe(3)
  })
})

describe('start and end', () => {
  it.each([
    ['a day without an end is one day', ['DTSTART;VALUE=DATE:20260305'], '2026-03-05', '2026-03-06'],
    ['days end before DTEND', ['DTSTART;VALUE=DATE:20260305', 'DTEND;VALUE=DATE:20260308'], '2026-03-05', '2026-03-08'],
    ['days may have a duration', ['DTSTART;VALUE=DATE:20260305', 'DURATION:P1W'], '2026-03-05', '2026-03-12'],
    ['a time without an end takes none', ['DTSTART:20260305T100000Z'], '2026-03-05T10:00Z', '2026-03-05T10:00Z'],
    [
      'an end before the start is the start',
      ['DTSTART:20260305T100000Z', 'DTEND:20260305T090000Z'],
      '2026-03-05T10:00Z',
      '2026-03-05T10:00Z',
    ],
    [
      'an end may be in another zone',
      ['DTSTART:20260305T100000Z', 'DTEND;TZID=Asia/Tokyo:20260305T200000'],
      '2026-03-05T10:00Z',
      '2026-03-05T11:00Z',
    ],
    [
      'days of a duration keep the wall clock',
      ['DTSTART;TZID=Europe/Berlin:20260328T100000', 'DURATION:P1D'],
      '2026-03-28T09:00Z',
      '2026-03-29T08:00Z',
    ],
    [
      'hours of a duration are exact',
      ['DTSTART;TZID=Europe/Berlin:20260328T100000', 'DURATION:PT24H'],
      '2026-03-28T09:00Z',
      '2026-03-29T09:00Z',
    ],
    ['ISO 8601 is understood', ['DTSTART:2026-03-05T10:00:00+01:00'], '2026-03-05T09:00Z', '2026-03-05T09:00Z'],
    [
      'a skipped time comes as much later',
      ['DTSTART;TZID=Europe/Berlin:20260329T023000'],
      '2026-03-29T01:30Z',
      '2026-03-29T01:30Z',
    ],
  ])('%s', (_, lines, start, end) => {
    const event = readOne(...lines)
    expect([brief(event.start), brief(event.end)]).toEqual([start, end])
  })
})

describe('rules that others write', () => {
  const ruleOf = (rule: string) => readOne('DTSTART:20260305T100000Z', `RRULE:${rule}`).rrule
  it.each([
    ['freq=weekly;byday=th;', 'FREQ=WEEKLY;BYDAY=TH'],
    ['FREQ=DAILY;BYHOUR=10;BYMINUTE=0;BYSECOND=0', 'FREQ=DAILY'],
    ['RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=OMIT', 'FREQ=MONTHLY'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'FREQ=WEEKLY;BYDAY=MO'],
    ['FREQ=DAILY;COUNT=99999999', 'FREQ=DAILY'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', null],
    ['FREQ=HOURLY', null],
    ['FREQ=DAILY;BYHOUR=9,17', null],
    ['nonsense', null],
  ])('%s', (written, kept) => {
    expect(ruleOf(written)).toBe(kept)
  })

  it('that cannot be read leave the first occurrence, and say why', () => {
    const calendar = read(calendarText(seriesOf('DTSTART:20260305T100000Z', 'RRULE:FREQ=HOURLY')))
    expect(starts(calendar)).toEqual(['2026-03-05T10:00Z'])
    expect(calendar.skipped[0]).toMatchObject({ uid: 's', reason: expect.stringContaining('FREQ cannot be "HOURLY"') })
  })
})
