import { describe, expect, it } from 'vitest'
import { icsOccurrences } from '../../../../lib/domain/calendar/ics/ics-occurrences.ts'
import { cpuMs } from '../../../support/timing.ts'
import { calendarText, eventText, read, ZONE } from './support.ts'

const plain = (count: number): string =>
  calendarText(
    ...Array.from({ length: count }, (_, i) => eventText(`UID:${i}`, 'DTSTART:20260305T100000Z', 'SUMMARY:Plain')),
  )

const series = (count: number, rule: (i: number) => string): string =>
  calendarText(
    ...Array.from({ length: count }, (_, i) => eventText(`UID:${i}`, 'DTSTART:20000229T100000Z', `RRULE:${rule(i)}`)),
  )

/** What reading and showing a year of a file costs. */
const cost = (text: string): number =>
  cpuMs(() => icsOccurrences(read(text).events, { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1), zone: ZONE }))

/** Ten thousand events of an ordinary file: what a hostile one of the same size may cost a few times. */
const ordinary = Math.min(...[1, 2, 3].map(() => cost(plain(10_000))))

describe('a hostile file', () => {
  it.each([
    [
      'rules that never come up',
      series(3_000, (i) => `FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31;BYYEARDAY=${(i % 366) + 1}`),
    ],
    ['rules that are counted long', series(3_000, () => 'FREQ=DAILY;COUNT=9999')],
    ['rules with enormous intervals', series(500, (i) => `FREQ=DAILY;INTERVAL=${900_000_000 + i}`)],
    ['rules by the second', series(3_000, () => 'FREQ=SECONDLY')],
    [
      'opening brackets in a parameter',
      calendarText(eventText(`DTSTART;TZID=${'('.repeat(1_000_000)}:20260305T100000Z`)),
    ],
    ['parameters without number', calendarText(eventText(`SUMMARY${';A=b'.repeat(300_000)}:x`, 'DTSTART:20260305'))],
    ['carriage returns only', `BEGIN:VCALENDAR${'\r'.repeat(1_000_000)}END:VCALENDAR`],
    ['components within components', `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\n'.repeat(100_000)}`],
    [
      'exclusions without number',
      calendarText(eventText('DTSTART:20260305T100000Z', `EXDATE:${'20260305T100000Z,'.repeat(60_000)}`)),
    ],
    [
      'zones without number',
      calendarText(
        ...Array.from({ length: 1_000 }, (_, i) =>
          [
            `BEGIN:VTIMEZONE\nTZID:z${i}\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200`,
            `RRULE:FREQ=DAILY\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=z${i}:20260305T100000\nEND:VEVENT`,
          ].join('\n'),
        ),
      ),
    ],
  ])('with %s costs no more than some ordinary ones', (_, text) => {
    expect(cost(text)).toBeLessThan(40 * ordinary)
  })

  it('with an event of centuries, repeated, has it for a month at most', () => {
    const text = calendarText(eventText('DTSTART:20000101T000000Z', 'DTEND:21990101T000000Z', 'RRULE:FREQ=DAILY'))
    expect(read(text).events[0]?.end).toBe('2000-02-01T00:00:00.000Z')
  })
})
