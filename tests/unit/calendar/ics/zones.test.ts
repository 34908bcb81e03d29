import { describe, expect, it } from 'vitest'
import { readComponents } from '../../../../lib/domain/calendar/ics/grammar/component.ts'
import { textLines } from '../../../../lib/domain/calendar/ics/grammar/text-lines.ts'
import { timeZoneLines } from '../../../../lib/domain/calendar/ics/write/timezone.ts'
import { writeCalendar } from '../../../../lib/domain/calendar/ics/write/write-calendar.ts'
import { observancesOf } from '../../../../lib/domain/calendar/ics/zones/file-zones.ts'
import { ruleZone } from '../../../../lib/domain/calendar/ics/zones/rule-zone.ts'
import { wallClock } from '../../../../lib/domain/time/zone.ts'
import { brief, calendarText, eventText, read, readOne, starts } from './support.ts'

const HOUR = 3_600_000

/** An observance: what begins when, from and to which offset. */
const part = (name: string, start: string, from: string, to: string, ...more: string[]) =>
  [`BEGIN:${name}`, `DTSTART:${start}`, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, ...more, `END:${name}`].join('\r\n')

const zone = (tzid: string, ...parts: string[]) =>
  ['BEGIN:VTIMEZONE', `TZID:${tzid}`, ...parts, 'END:VTIMEZONE'].join('\r\n')

const at = (tzid: string, time = '20260701T100000') => eventText('UID:1', `DTSTART;TZID=${tzid}:${time}`)

describe('the name of a zone', () => {
  it.each([
    ['Europe/Paris', 'Europe/Paris', '2026-07-01T08:00Z'],
    ['/mozilla.org/20050126_1/Europe/Paris', 'Europe/Paris', '2026-07-01T08:00Z'],
    ['/freeassociation.sourceforge.net/Tzfile/America/Indiana/Knox', 'America/Indiana/Knox', '2026-07-01T15:00Z'],
    ['/softwarestudio.org/Olson_20011030_5/America/Chicago', 'America/Chicago', '2026-07-01T15:00Z'],
    ['W. Europe Standard Time', 'Europe/Berlin', '2026-07-01T08:00Z'],
    ['w. europe standard time 1', 'Europe/Berlin', '2026-07-01T08:00Z'],
    ['India Standard Time', 'Asia/Calcutta', '2026-07-01T04:30Z'],
    ['tzone://Microsoft/Utc', 'UTC', '2026-07-01T10:00Z'],
    ['GMT', 'UTC', '2026-07-01T10:00Z'],
    ['GMT-0500', '-05:00', '2026-07-01T15:00Z'],
    ['UTC+3', '+03:00', '2026-07-01T07:00Z'],
    ['PST8PDT', 'PST8PDT', '2026-07-01T17:00Z'],
  ])('%s is %s', (tzid, name, start) => {
    const event = readOne(`DTSTART;TZID=${tzid}:20260701T100000`)
    expect([event.timeZone, brief(event.start), event.isFloating]).toEqual([name, start, false])
  })

  it('that nothing explains leaves the time floating, in the zone of the file or of the person', () => {
    expect(readOne('DTSTART;TZID=Mitteleurop\u00e4ische Zeit:20260701T100000')).toMatchObject({
      timeZone: 'Europe/Berlin',
      isFloating: true,
    })
    expect(read(calendarText('X-WR-TIMEZONE:Asia/Tokyo', at('Nowhere'))).events[0]).toMatchObject({
      start: '2026-07-01T01:00:00.000Z',
      timeZone: 'Asia/Tokyo',
      isFloating: true,
    })
  })

  it('of UTC counts whatever TZID stands beside it', () => {
    expect(readOne('DTSTART;TZID=Europe/Paris:20260701T100000Z').start).toBe('2026-07-01T10:00:00.000Z')
  })
})

describe('a zone that a file defines', () => {
  const outlook = (tzid: string) =>
    zone(
      tzid,
      part('STANDARD', '16010101T030000', '+0200', '+0100', 'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10'),
      part('DAYLIGHT', '16010101T020000', '+0100', '+0200', 'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3'),
    )

  it('is the IANA zone with the same clock, whatever it is called', () => {
    const { events } = read(
      calendarText(outlook('(UTC+01:00) Amsterdam\\, Berlin'), at('(UTC+01:00) Amsterdam, Berlin')),
    )
    expect(events[0]).toMatchObject({ timeZone: 'Europe/Berlin', start: '2026-07-01T08:00:00.000Z' })
  })

  it('may be named by X-LIC-LOCATION, and may stand after its events', () => {
    const custom = zone('Custom', 'X-LIC-LOCATION:Asia/Tokyo', part('STANDARD', '19700101T000000', '+0900', '+0900'))
    expect(read(calendarText(at('Custom'), custom)).events[0]?.timeZone).toBe('Asia/Tokyo')
  })

  it('without any IANA zone of the same clock goes by its rules, in years to come, too', () => {
    const custom = zone(
      'Moon',
      part('STANDARD', '16010101T030000', '+0237', '+0137', 'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=9'),
      part(
        'DAYLIGHT',
        '16010101T020000',
        '+0137',
        '+0237',
        'RRULE:FREQ=YEARLY;BYDAY=SA;BYMONTH=4;BYMONTHDAY=8,9,10,11,12,13,14',
      ),
    )
    const series = eventText('UID:1', 'DTSTART;TZID=Moon:20260401T100000', 'RRULE:FREQ=MONTHLY')
    const calendar = read(calendarText(custom, series))
    expect(calendar.events[0]?.timeZone).toBe('<+0137>-1:37<+0237>-2:37,M4.2.6/2,M9.1.0/3')
    expect(starts(calendar, '2026-04-01', '2026-07-01')).toEqual([
      '2026-04-01T08:23Z',
      '2026-05-01T07:23Z',
      '2026-06-01T07:23Z',
    ])
    expect(starts(calendar, '2030-09-01', '2030-10-02')).toEqual(['2030-09-01T08:23Z', '2030-10-01T08:23Z'])
  })

  it('with a fixed offset is that offset', () => {
    const fixed = zone('Fixed', part('STANDARD', '16010101T000000', '+0553', '+0553'))
    expect(read(calendarText(fixed, at('Fixed'))).events[0]).toMatchObject({
      timeZone: '+05:53',
      start: '2026-07-01T04:07:00.000Z',
    })
  })

  it('with rules that ended, and changes by RDATE, has each offset at its time', () => {
    const custom = zone(
      'Eras',
      part('STANDARD', '20000101T000000', '+0300', '+0100', 'RDATE:20250101T000000'),
      part(
        'DAYLIGHT',
        '20100601T000000',
        '+0100',
        '+0300',
        'RRULE:FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1;UNTIL=20100531T230000Z',
        'RDATE:20260601T000000',
      ),
    )
    const startAt = (time: string) => brief(read(calendarText(custom, at('Eras', time))).events[0]?.start ?? '')
    expect(startAt('20050101T120000')).toBe('2005-01-01T11:00Z')
    expect(startAt('20200101T120000')).toBe('2020-01-01T09:00Z')
    expect(startAt('20250701T120000')).toBe('2025-07-01T11:00Z')
    expect(startAt('20260701T120000')).toBe('2026-07-01T09:00Z')
  })
})

describe('a VTIMEZONE that we write', () => {
  const ZONES = [
    'Europe/Berlin', 'Europe/London', 'Europe/Dublin', 'America/New_York', 'America/Sao_Paulo', 'America/Santiago',
    'America/Havana', 'America/Asuncion', 'America/St_Johns', 'Asia/Kolkata', 'Asia/Tokyo', 'Asia/Jerusalem', 'Asia/Beirut',
    'Asia/Gaza', 'Africa/Cairo', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Australia/Adelaide', 'Pacific/Auckland',
    'Pacific/Chatham', 'Pacific/Apia', 'Antarctica/Troll', 'Europe/Moscow', 'America/Caracas',
  ] // biome-ignore format: a list of names
  it.each(ZONES)('has the clock of %s, from the first year on', (name) => {
    const lines = timeZoneLines(name, 'Tested', { firstYear: 2008, lastYear: 2056 })
    const [component] = readComponents(textLines(lines)).roots
    const rules = component ? ruleZone(observancesOf(component)) : null
    const probes = Array.from({ length: 2_000 }, (_, i) => Date.UTC(2008, 0, 1) + Math.round(i * 8.57 * 24) * HOUR)
    expect(probes.filter((probe) => rules?.offsetAt(probe) !== wallClock(probe, name) - probe)).toEqual([])
  })

  it('stands once for each zone in use, before the events', () => {
    const calendar = read(
      calendarText(at('Europe/Paris'), eventText('UID:2', 'DTSTART;TZID=Asia/Tokyo:20260701T100000')),
    )
    const text = [
      ...writeCalendar(
        { name: 'x' },
        calendar.events.map((event) => ({ event })),
      ),
    ].join('')
    expect(text.match(/TZID:.*/g)?.map((line) => line.trim())).toEqual(['TZID:Europe/Paris', 'TZID:Asia/Tokyo'])
    expect(text.lastIndexOf('END:VTIMEZONE')).toBeLessThan(text.indexOf('BEGIN:VEVENT'))
  })
})
