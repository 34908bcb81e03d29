import { describe, expect, it } from 'vitest'
import { calendarText, eventText, read, starts } from './support.ts'

/** New York as in RFC 5545 section 3.6.5: "for all the rules since 1967". */
const NEW_YORK = `BEGIN:VTIMEZONE
TZID:Rules of New York
LAST-MODIFIED:20050809T050000Z
BEGIN:DAYLIGHT
DTSTART:19670430T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19730429T070000Z
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19671029T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19740106T020000
RDATE:19750223T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:19760425T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19860427T070000Z
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:19870405T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
END:VTIMEZONE`.replaceAll('\n', '\r\n')

const ruled = (...lines: string[]) => read(calendarText(NEW_YORK, eventText('UID:rfc', ...lines)))

describe('the examples of RFC 5545', () => {
  it('its zone is New York', () => {
    const calendar = ruled('DTSTART;TZID=Rules of New York:20260305T090000')
    expect(calendar.events[0]).toMatchObject({ timeZone: 'America/New_York', start: '2026-03-05T14:00:00.000Z' })
  })

  it('3.3.10: last Friday until a day in UTC, with the rule of its zone', () => {
    const lines = [
      'DTSTART;TZID=Rules of New York:19970905T090000',
      'RRULE:FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR',
    ]
    expect(starts(ruled(...lines), '1997-01-01', '1998-01-01')).toEqual([
      '1997-09-05T13:00Z',
      '1997-10-03T13:00Z',
      '1997-11-07T14:00Z',
      '1997-12-05T14:00Z',
    ])
  })

  it('3.6.1: an anniversary of days, and one of several days', () => {
    const anniversary = eventText('UID:1', 'DTSTART;VALUE=DATE:19971102', 'RRULE:FREQ=YEARLY', 'TRANSP:TRANSPARENT')
    expect(starts(read(calendarText(anniversary)))).toEqual(['2026-11-02'])
    const festival = eventText('UID:2', 'DTSTART;VALUE=DATE:20070628', 'DTEND;VALUE=DATE:20070709')
    expect(read(calendarText(festival)).events[0]).toMatchObject({
      start: '2007-06-28',
      end: '2007-07-09',
      allDay: true,
    })
  })

  it('3.8.5.1 and 3.8.5.2: lists of exclusions, of instants, of periods and of days', () => {
    const lines = [
      'DTSTART:19970714T123000Z',
      'DURATION:PT1H',
      'RDATE:19970714T123000Z',
      'RDATE;TZID=America/New_York:19970714T083000',
      'RDATE;VALUE=PERIOD:19960403T020000Z/19960403T040000Z,19960404T010000Z/PT3H',
      'RDATE;VALUE=DATE:19970101,19970120',
      'EXDATE:19960402T010000Z,19960403T020000Z',
    ]
    expect(starts(ruled(...lines), '1996-01-01', '1998-01-01')).toEqual([
      '1996-04-04T01:00Z',
      '1997-01-01T12:30Z',
      '1997-01-20T12:30Z',
      '1997-07-14T12:30Z',
    ])
  })

  it('3.8.5.3: Tuesdays and Thursdays across the end of summer time', () => {
    const rule = 'RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH'
    expect(starts(ruled('DTSTART;TZID=America/New_York:19970902T090000', rule), '1997-01-01', '1998-01-01')).toEqual(
      ['02', '04', '16', '18', '30']
        .map((day) => `1997-09-${day}T13:00Z`)
        .concat(['02', '14', '16'].map((day) => `1997-10-${day}T13:00Z`)),
    )
  })
})
