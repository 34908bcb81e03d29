import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Served = {
  status?: number
  body?: string | Buffer
  type?: string
  etag?: string
  headers?: Record<string, string>
}

/** A host of iCalendar files on this machine, which remembers what it was asked for. */
export const startIcsHost = async () => {
  const files = new Map<string, Served>()
  const asked: { path: string; status: number; ifNoneMatch: string | undefined }[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/'
    const file = files.get(path) ?? { status: 404, body: 'none' }
    const ifNoneMatch = request.headers['if-none-match']
    const isKnown = file.etag !== undefined && ifNoneMatch === file.etag
    const status = isKnown ? 304 : (file.status ?? 200)
    asked.push({ path, status, ifNoneMatch })
    const { etag, type = 'text/calendar', headers } = file
    response.writeHead(status, { 'content-type': type, connection: 'close', ...(etag && { etag }), ...headers })
    response.end(isKnown ? undefined : file.body)
  }
  const server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    allow: `127.0.0.1:${port}`,
    url: (path: string) => `http://127.0.0.1:${port}${path}`,
    serve: (path: string, body: string, more: Served = {}) => files.set(path, { body, ...more }),
    asked: (path: string) => asked.filter((one) => one.path === path),
    stop: () => new Promise<void>((stopped) => server.close(() => stopped())),
  }
}

/** An iCalendar file of these components. */
export const icsFile = (...components: string[]): string =>
  `${['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Tests//EN', 'X-WR-CALNAME:Team', ...components, 'END:VCALENDAR'].join('\r\n')}\r\n`

/** An event of an hour at ten, UTC, on a day. */
export const icsEvent = (uid: string, summary: string, day: string, ...more: string[]): string => {
  const date = day.replaceAll('-', '')
  const lines = [`UID:${uid}`, 'DTSTAMP:20260101T000000Z', `DTSTART:${date}T100000Z`, `DTEND:${date}T110000Z`]
  return ['BEGIN:VEVENT', ...lines, `SUMMARY:${summary}`, ...more, 'END:VEVENT'].join('\r\n')
}
