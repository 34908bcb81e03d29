import { describe, expect, it } from 'vitest'
import { read, sample, shown } from './support.ts'

const EXPECTED: Record<string, string[]> = {
  google: [
    '2026-03-23T08:00Z / 2026-03-23T08:30Z Weekly',
    '2026-04-01 / 2026-04-03 Conference',
    '2026-04-07T12:00Z / 2026-04-07T13:00Z Weekly, moved',
    '2026-04-13T07:00Z / 2026-04-13T07:30Z Weekly',
  ],
  outlook: [
    '2026-03-26T09:00Z / 2026-03-26T10:00Z Jour fixe',
    '2026-04-09T08:00Z / 2026-04-09T09:00Z Jour fixe',
    '2026-04-10 / 2026-04-11 Urlaub',
    '2026-04-16T08:00Z / 2026-04-16T09:00Z Jour fixe',
  ],
  exchange: [
    '2026-03-06T13:00Z / 2026-03-06T13:30Z Daily',
    '2026-03-07T13:00Z / 2026-03-07T13:30Z Daily',
    '2026-03-08T12:00Z / 2026-03-08T12:30Z Daily',
    '2026-03-10T06:07Z / 2026-03-10T06:37Z Nowhere',
    '2026-03-10T12:00Z / 2026-03-10T12:30Z Daily',
  ],
  apple: [
    '2026-03-05T23:00Z / 2026-03-06T00:00Z Choir 🎶',
    '2026-03-12T22:00Z / 2026-03-12T23:00Z Choir 🎶',
    '2026-03-15 / 2026-03-16 Grace’s birthday',
    '2026-03-19T22:00Z / 2026-03-19T23:00Z Choir 🎶',
    '2026-03-20T11:00Z / 2026-03-20T12:00Z Floating lunch',
  ],
  fastmail: [
    '2026-04-02T08:00Z / 2026-04-02T09:30Z Pub quiz',
    '2026-04-09T09:00Z / 2026-04-09T10:30Z Pub quiz',
    '2026-04-11T00:00Z / 2026-04-11T01:30Z Pub quiz',
  ],
  nextcloud: [
    '2026-03-02T07:30Z / 2026-03-02T08:30Z Yoga',
    '2026-03-05T17:00Z / 2026-03-05T18:00Z Yoga in the evening',
    '2026-03-06T07:30Z / 2026-03-06T08:30Z Yoga',
  ],
  thunderbird: [
    '2026-04-01T13:00Z / 2026-04-01T14:00Z Llamada',
    '2026-04-08T15:00Z / 2026-04-08T16:00Z Llamada',
    '2026-04-15T13:00Z / 2026-04-15T14:00Z Llamada',
  ],
  meetup: ['2026-03-13T01:00Z / 2026-03-13T04:00Z TypeScript night'],
  airbnb: ['2026-04-10 / 2026-04-15 Reserved', '2026-04-30 / 2026-05-02 Airbnb (Not available)'],
  tripit: ['2026-04-05 / 2026-04-09 New York', '2026-04-05T09:15Z / 2026-04-05T17:55Z LH400 FRA to JFK'],
  webuntis: ['2026-03-02T07:00Z / 2026-03-02T07:45Z Mathe', '2026-03-02T08:00Z / 2026-03-02T08:45Z Mathe'],
  holidays: ['2026-04-03 / 2026-04-04 Good Friday', '2026-05-01 / 2026-05-02 Labour Day'],
  cancel: [],
}

describe.each(Object.entries(EXPECTED))('a file of %s', (name, expected) => {
  it('shows what its producer shows', () => {
    expect(shown(read(sample(name)))).toEqual(expected)
  })

  it('reads alike with CRLF, CR, blank lines and a byte order mark', () => {
    const plain = read(sample(name)).events
    expect(read(sample(name).replaceAll('\n', '\r\n')).events).toEqual(plain)
    expect(read(sample(name).replaceAll('\n', '\r')).events).toEqual(plain)
    expect(read(sample(name).replaceAll('\n', '\r\r\n')).events).toEqual(plain)
    expect(read(Buffer.from(`\uFEFF${sample(name)}`)).events).toEqual(plain)
    expect(read(Buffer.from(`\uFEFF${sample(name)}`, 'utf16le')).events).toEqual(plain)
  })
})

describe('what producers say beside the times', () => {
  const eventOf = (name: string, at = 0) => read(sample(name)).events[at]

  it('Google: texts, people, conference, version', () => {
    expect(read(sample('google'))).toMatchObject({ name: 'ada@example.org', timeZone: 'Europe/Berlin', skipped: [] })
    expect(eventOf('google')).toMatchObject({
      description: 'Agenda\n- one; two, three\n\nJoin: https://meet.google.com/abc-defg-hij',
      location: 'Room 4, Berlin',
      attendees: 2,
      hasOrganizer: true,
      conferenceUrl: 'https://meet.google.com/abc-defg-hij',
      lastModified: '2026-03-01T11:30:00.000Z',
      transparency: 'busy',
      timeZone: 'Europe/Berlin',
    })
  })

  it('Outlook: zones of Windows, alarms, all-day events from midnight to midnight', () => {
    expect(eventOf('outlook')).toMatchObject({ timeZone: 'Europe/Berlin', alarms: [15], summary: 'Jour fixe' })
    expect(eventOf('outlook', 1)).toMatchObject({ allDay: true, transparency: 'free' })
  })

  it('Exchange: a zone of its own is the IANA zone with the same clock, or its rules', () => {
    expect(eventOf('exchange')).toMatchObject({
      timeZone: 'America/New_York',
      isPrivate: true,
      status: 'tentative',
      conferenceUrl: 'https://teams.microsoft.com/l/meetup-join/1',
    })
    expect(read(sample('exchange')).events.find(({ uid }) => uid === 'nowhere')?.timeZone).toBe('+05:53')
  })

  it('Apple: no alarm in 1976, floating times in the person’s zone', () => {
    expect(eventOf('apple')?.alarms).toEqual([60])
    expect(eventOf('apple', 2)).toMatchObject({ isFloating: true, timeZone: 'Europe/Berlin' })
  })

  it('Fastmail, Nextcloud: how often to ask, conference, categories', () => {
    expect(read(sample('fastmail')).refreshMs).toBe(3_600_000)
    expect(eventOf('fastmail')?.conferenceUrl).toBe('https://meet.example.org/quiz')
    expect(eventOf('nextcloud')?.categories).toEqual(['Sport', 'Home, garden'])
  })

  it('Thunderbird: tasks are named as left out', () => {
    expect(read(sample('thunderbird')).skipped).toEqual([
      { line: 12, uid: 'todo-thunder', reason: 'VTODO is no event' },
    ])
  })

  it('WebUntis: events without a UID get one each, the same at every reading', () => {
    const uids = read(sample('webuntis')).events.map(({ uid }) => uid)
    expect(new Set(uids).size).toBe(3)
    expect(read(sample('webuntis')).events.map(({ uid }) => uid)).toEqual(uids)
  })

  it('a file that cancels has cancelled events', () => {
    expect(eventOf('cancel')).toMatchObject({ status: 'cancelled', summary: 'Called off' })
  })
})
