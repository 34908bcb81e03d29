import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentOf } from '../../../../lib/providers/microsoft/event-content.ts'
import type { GraphEvent } from '../../../../lib/providers/microsoft/graph-types.ts'
import { textOfHtml } from '../../../../lib/providers/microsoft/html-text.ts'
import { eventsOf } from '../../../../lib/providers/microsoft/whole-event.ts'

const utc = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: 'UTC' })

/** As learn.microsoft.com has it, with what the calendar reads. */
const SAMPLE: GraphEvent = {
  '@odata.etag': 'W/"ZlnW4RIAV06KYYwlrfNZvQAALfZeRQ=="',
  id: 'AAMkAGIAAAoZDOFAAA=',
  changeKey: 'ZlnW4RIAV06KYYwlrfNZvQAALfZeRQ==',
  type: 'singleInstance',
  originalStartTimeZone: 'Pacific Standard Time',
  subject: "Let's go for lunch",
  body: { contentType: 'html', content: '<html><body>Does noon work <b>for you</b>?<br>Maria &amp; I</body></html>' },
  start: utc('2026-04-15T19:00:00'),
  end: utc('2026-04-15T21:00:00'),
  isAllDay: false,
  isCancelled: false,
  showAs: 'busy',
  location: { displayName: "Harry's Bar" },
  recurrence: null,
  seriesMasterId: null,
  responseStatus: { response: 'organizer' },
  onlineMeeting: { joinUrl: 'https://teams.microsoft.com/l/meetup-join/19%3a1' },
  attendees: [
    { emailAddress: { name: 'Samantha Booth', address: 'samanthab@contoso.com' }, status: { response: 'none' } },
    { emailAddress: { name: 'Dana', address: 'dana@contoso.com' }, status: { response: 'tentativelyAccepted' } },
    {
      emailAddress: { name: 'Room', address: '/o=ExchangeLabs/cn=Recipients/cn=room' },
      status: { response: 'accepted' },
    },
  ],
}

const read = (more: Partial<GraphEvent>) => contentOf({ ...SAMPLE, ...more }, 'Europe/Berlin')

describe('an event of Graph', () => {
  test('the sample of the reference', () => {
    expect(read({})).toEqual({
      ...{ title: "Let's go for lunch", notes: 'Does noon work for you?\nMaria & I', location: "Harry's Bar" },
      ...{ start: '2026-04-15T19:00:00.000Z', end: '2026-04-15T21:00:00.000Z', allDay: false },
      ...{ timeZone: 'America/Los_Angeles', rrule: null, cancelled: [], changed: {}, busy: true, status: 'confirmed' },
      conferenceUrl: 'https://teams.microsoft.com/l/meetup-join/19%3a1',
      attendees: [
        { name: 'Samantha Booth', email: 'samanthab@contoso.com', status: 'needsAction' },
        { name: 'Dana', email: 'dana@contoso.com', status: 'tentative' },
      ],
    })
  })

  test.each([
    ['busy', true, 'confirmed'],
    ['oof', true, 'confirmed'],
    ['unknown', true, 'confirmed'],
    ['tentative', true, 'tentative'],
    ['free', false, 'confirmed'],
    ['workingElsewhere', false, 'confirmed'],
  ])('shown as %s takes time: %s, and is %s', (showAs, busy, status) => {
    expect(read({ showAs })).toMatchObject({ busy, status })
  })

  test('one that was declined takes no time, one accepted with reserve is tentative, a cancelled one is left out', () => {
    expect(read({ responseStatus: { response: 'declined' } })).toMatchObject({ busy: false })
    expect(read({ responseStatus: { response: 'tentativelyAccepted' } })).toMatchObject({ status: 'tentative' })
    expect(eventsOf({ event: { ...SAMPLE, isCancelled: true }, exceptions: [] }, 'c', 'UTC')).toEqual([])
  })

  test('whole days are days, in whatever zone they are given, and last at least one', () => {
    const day = { isAllDay: true, start: utc('2026-04-15T00:00:00'), end: utc('2026-04-17T00:00:00') }
    expect(read(day)).toMatchObject({ start: '2026-04-15', end: '2026-04-17', allDay: true })
    expect(read({ ...day, end: day.start })).toMatchObject({ start: '2026-04-15', end: '2026-04-16' })
    const tokyo = { ...day.start, timeZone: 'Tokyo Standard Time' }
    expect(read({ ...day, start: tokyo })).toMatchObject({ start: '2026-04-15' })
  })

  test.each([
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['Europe/Paris', 'Europe/Paris'],
    ['UTC', 'UTC'],
    ['tzone://Microsoft/Custom', 'Europe/Berlin'],
    ['', 'Europe/Berlin'],
  ])('the zone %s is %s', (originalStartTimeZone, zone) => {
    expect(read({ originalStartTimeZone })?.timeZone).toBe(zone)
  })

  test('a series counts in the zone of its recurrence, not in that of the machine it was written on', () => {
    const recurrence = {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
      range: { type: 'noEnd', startDate: '2026-04-13', recurrenceTimeZone: 'Tokyo Standard Time' },
    }
    const found = read({ type: 'seriesMaster', recurrence })
    expect(found).toMatchObject({ timeZone: 'Asia/Tokyo', rrule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU' })
    const range = { ...recurrence.range, recurrenceTimeZone: '' }
    expect(read({ type: 'seriesMaster', recurrence: { ...recurrence, range } })?.timeZone).toBe('America/Los_Angeles')
  })

  test('what is missing or too long does no harm', () => {
    expect(contentOf({ id: 'x' }, 'UTC')).toBeNull()
    const odd = {
      subject: null,
      body: null,
      location: null,
      attendees: undefined,
      onlineMeeting: null,
      showAs: undefined,
    }
    expect(read({ ...odd, end: utc('2026-04-14T00:00:00') } as GraphEvent)).toMatchObject({
      ...{ title: 'No title', notes: null, location: null, attendees: [], conferenceUrl: null },
      ...{ start: '2026-04-15T19:00:00.000Z', end: '2026-04-15T19:00:00.000Z' },
    })
    expect(read({ end: utc('2030-01-01T00:00:00') })?.end).toBe('2027-04-16T19:00:00.000Z')
    expect(read({ subject: `a\u0000${'x'.repeat(900)}` })?.title).toHaveLength(500)
    expect(read({ onlineMeeting: { joinUrl: 'javascript:alert(1)' } })?.conferenceUrl).toBeNull()
  })

  test.each([
    // From -7 and +2 hours: whole days are kept from midnight to midnight in the zone of the mailbox.
    ['2026-06-05T07:00:00Z', '2026-06-05'],
    ['2026-06-04T22:00:00Z', '2026-06-05'],
  ])('an exception of an all-day series that began at %s is that of %s', (originalStart, day) => {
    const allDay = { isAllDay: true, start: utc('2026-06-04T00:00:00'), end: utc('2026-06-05T00:00:00') }
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate: '2026-06-04', recurrenceTimeZone: 'UTC' },
    }
    const event = { ...SAMPLE, ...allDay, type: 'seriesMaster' as const, recurrence }
    const own = { ...SAMPLE, ...allDay, id: 'own', type: 'exception' as const, originalStart, subject: 'Changed' }
    const [series] = eventsOf({ event, exceptions: [own] }, 'c', 'UTC')
    expect(Object.keys(series?.changed ?? {})).toEqual([day])
  })
})

describe('text of HTML', () => {
  test('a body of Outlook', () => {
    const html =
      '<html><head><style>p {margin:0}</style><!-- x --></head><body><p>Hello&nbsp;there,</p>\r\n<div>2 &lt; 3 &#38; &#x41;</div><script>x()</script></body></html>'
    expect(textOfHtml(html)).toBe('Hello there,\n2 < 3 & A')
  })

  test('no text takes longer than its length allows, or throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>!-/&;#xstyle script br\n\r a'.split('')) }), (html) => {
        expect(textOfHtml(html.repeat(20)).length).toBeLessThanOrEqual(html.length * 20)
      }),
      { numRuns: 300 },
    )
    const before = process.cpuUsage()
    for (const part of ['<', '<style', '<!--', '&#', '< ', '<p ', '\n ']) textOfHtml(part.repeat(200_000 / part.length))
    const { user } = process.cpuUsage(before)
    const again = process.cpuUsage()
    for (const part of ['x', '<br>']) textOfHtml(part.repeat(200_000 / part.length))
    expect(user).toBeLessThan(100 * Math.max(process.cpuUsage(again).user, 5_000))
  })
})
