import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const DAY_MS = 86_400_000

/** What a small team has in its calendar, around a day (epoch ms): an iCalendar file, the same for a whole week. */
export const sampleCalendar = (now: number): string => {
  const weekday = (new Date(now).getUTCDay() + 6) % 7
  /** A day of this week, Monday is 0, as iCalendar writes it. */
  const day = (n: number) => new Date(now + (n - weekday) * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')
  const at = (n: number, from: string, to: string) => [
    `DTSTART;TZID=Europe/Berlin:${day(n)}T${from}00`,
    `DTEND;TZID=Europe/Berlin:${day(n)}T${to}00`,
  ]
  const allDay = (from: number, to: number) => [`DTSTART;VALUE=DATE:${day(from)}`, `DTEND;VALUE=DATE:${day(to)}`]
  const event = (uid: string, summary: string, ...lines: string[]) => [
    ...['BEGIN:VEVENT', `UID:${uid}@sample.lifeos.local`, `DTSTAMP:${day(0)}T000000Z`, ...lines],
    ...[`SUMMARY:${summary}`, 'END:VEVENT'],
  ]
  const week = (n: number) => `week-${day(n)}`
  return [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//LifeOS//Sample//EN', 'X-WR-CALNAME:Team'],
    ...event('standup', 'Standup', ...at(0, '0930', '0945'), 'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'),
    ...event('planning', 'Planning', ...at(0, '1000', '1100'), 'RRULE:FREQ=WEEKLY;BYDAY=MO'),
    ...event('lunch', 'Lunch with Sam', ...at(2, '1230', '1330'), 'RRULE:FREQ=WEEKLY;BYDAY=WE', 'LOCATION:Canteen'),
    ...event('review', 'Review', ...at(4, '1500', '1600'), 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR'),
    ...event(week(1), 'Interview with Ines', ...at(1, '1400', '1500')),
    ...event(week(3), 'Architecture round', ...at(3, '1100', '1200')),
    ...event(week(8), 'Team days', ...allDay(8, 10)),
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}

/** A host of that calendar on this machine, for a connection that a newcomer sees work. `allow`: what OUTBOUND_ALLOW has to name. */
export const startSampleCalendar = async (port: number) => {
  const server = createServer((request, response) => {
    if (request.url !== '/team.ics') return response.writeHead(404).end()
    const text = sampleCalendar(Date.now())
    const etag = `"${text.slice(text.indexOf('DTSTAMP:') + 8, text.indexOf('DTSTAMP:') + 16)}"`
    const isKnown = request.headers['if-none-match'] === etag
    response.writeHead(isKnown ? 304 : 200, { 'content-type': 'text/calendar; charset=utf-8', etag })
    return response.end(isKnown ? undefined : text)
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  const allow = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    allow,
    url: `http://${allow}/team.ics`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
