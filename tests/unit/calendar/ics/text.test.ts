import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCalendar } from '../../../../lib/domain/calendar/ics/read/read-calendar.ts'
import { calendarText, eventText, read, readOne, sample, ZONE } from './support.ts'

const at = 'DTSTART:20260305T100000Z'

describe('the text of a file', () => {
  it('may be folded at any byte, also within a character', () => {
    const text = calendarText(
      eventText('UID:é', at, 'SUMMARY:Größe 🎶 und, nicht\\, escaped', 'LOCATION;LANGUAGE=de:Köln'),
    )
    const bytes = Buffer.from(text)
    const plain = read(text).events
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), fc.constantFrom('\r\n ', '\n\t'), (cuts, fold) => {
        const places = [...new Set(cuts)]
          .sort((a, b) => a - b)
          .filter((cut) => bytes[cut - 1] !== 13 && bytes[cut] !== 13)
        const isInside = places.filter((cut) => cut > 0 && bytes[cut - 1] !== 10)
        const pieces = [0, ...isInside].map((from, i) => bytes.subarray(from, isInside[i] ?? bytes.length))
        const folded = Buffer.concat(pieces.flatMap((piece, i) => (i === 0 ? [piece] : [Buffer.from(fold), piece])))
        expect(read(folded).events).toEqual(plain)
      }),
      { numRuns: 300 },
    )
  })

  it('in Windows-1252 reads as such, line by line', () => {
    const bytes = Buffer.concat([
      Buffer.from('BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260305T100000Z\nSUMMARY:Gr'),
      Buffer.from([0xf6, 0xdf, 0x65, 0x20, 0x80]),
      Buffer.from('\nLOCATION:Köln\nEND:VEVENT\nEND:VCALENDAR'),
    ])
    expect(read(bytes).events[0]).toMatchObject({ summary: 'Größe €', location: 'Köln' })
  })

  it('unescapes text, once', () => {
    expect(readOne(at, 'SUMMARY:a\\\\n b\\;c\\,d\\Ne\\:f').summary).toBe('a\\n b;c,d\ne:f')
  })

  it('reads quoted parameters with colons, semicolons and carets', () => {
    const event = readOne('DTSTART;X-A="a;b:c";TZID="Europe/Paris":20260305T100000', 'LOCATION;ALTREP="http://x/":Here')
    expect(event).toMatchObject({ start: '2026-03-05T09:00:00.000Z', location: 'Here' })
  })

  it('that is no calendar is none', () => {
    for (const text of ['', '<!doctype html><title>Sign in</title>', 'BEGIN:VCARD\nEND:VCARD', '\u0000\u0001'])
      expect(readCalendar(text, { zone: ZONE })).toBeNull()
  })

  it('that is cut off says so, and keeps what is whole', () => {
    const whole = sample('google')
    const cut = read(whole.slice(0, whole.lastIndexOf('SUMMARY:Conference')))
    expect(cut).toMatchObject({ isComplete: false, skippedCount: 1 })
    expect(cut.events).toHaveLength(2)
    expect(read(whole).isComplete).toBe(true)
  })

  it('that has more events than are read says so', () => {
    const text = calendarText(...[1, 2, 3].map((uid) => eventText(`UID:${uid}`, at)))
    const calendar = readCalendar(text, { zone: ZONE, mostEvents: 2 })
    expect(calendar).toMatchObject({
      isComplete: false,
      skipped: [{ uid: '3', reason: 'The file has too many events' }],
    })
  })

  it('with lines that are none loses these only', () => {
    const text = calendarText(
      eventText('UID:1', at, 'DESCRIPTION:a', 'line feed in a text', 'SUMMARY:Kept', '', ';;;:'),
    )
    expect(read(text).events).toMatchObject([{ summary: 'Kept' }])
    expect(read(text).skipped.map(({ reason }) => reason)).toEqual(['It is no content line', 'It is no content line'])
  })

  it('never raises, whatever is in it', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'BEGIN:VEVENT',
        'END:VEVENT',
        'BEGIN:VTIMEZONE',
        'END:VTIMEZONE',
        'END:VCALENDAR',
        'UID:1',
        'TZID:X',
      ),
      fc
        .tuple(
          fc.constantFrom(
            'DTSTART',
            'DTEND',
            'RRULE',
            'EXDATE',
            'RDATE',
            'RECURRENCE-ID',
            'DURATION',
            'SEQUENCE',
            'SUMMARY',
          ),
          fc.constantFrom('', ';TZID=X', ';VALUE=DATE', ';TZID=Europe/Berlin', ';VALUE=PERIOD', ';A', ';"'),
          fc.oneof(
            fc.string(),
            fc.constantFrom(
              '20260305T100000',
              '22001231T235959Z',
              '16000101',
              '20260230',
              '20260305T256199',
              'P1D',
              '-PT99999999H',
            ),
            fc.constantFrom(
              'FREQ=DAILY',
              'FREQ=DAILY;COUNT=0',
              '20260305T100000/PT1H',
              '20260305,20260306',
              '999999999999',
            ),
          ),
        )
        .map(([name, params, value]) => `${name}${params}:${value}`),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        read(['BEGIN:VCALENDAR', ...lines].join('\r\n'))
      }),
      { numRuns: 1_000 },
    )
  })
})
