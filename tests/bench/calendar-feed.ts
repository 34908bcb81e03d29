import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFeed } from '../../lib/domain/calendar/feeds/feed.service.ts'
import { readFeedText } from '../../lib/domain/calendar/feeds/feed-text.service.ts'
import { ICS_CALENDAR } from '../../lib/domain/calendar/sync/ics-content.ts'
import { syncConnection } from '../../lib/domain/calendar/sync/sync.service.ts'
import { metered } from '../../lib/platform/log/meter.ts'
import { icsCalendar } from '../../lib/providers/ics/ics-calendar.ts'
import { bundleOf } from '../support/bundle.ts'
import { contextFor } from '../support/context.ts'
import { eventOf } from '../support/invoke.ts'
import { storeConnection } from '../support/stored-connection.ts'
import { fileOf } from './calendar-events.ts'
import { progress } from './measure.ts'

export type FeedFigure = {
  events: number
  /** Of the first request of a process, and of the middle one of those that follow. */
  firstMs: number
  ms: number
  /** Of the process alone, without waiting for the table. */
  cpuMs: number
  /** The most that the process had in memory, MB. */
  memory: number
  /** Of the body, as text and as it is sent to a client that takes gzip, MB. */
  text: number
  sent: number
  calls: number
  readUnits: number
}

/** Feeds of so many events, each read by the function as it is bundled, in a process of its own. */
export const measureFeeds = async (sizes: number[]): Promise<FeedFigure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeos-bench-'))
  const bundle = join(folder, 'calendar-feed.cjs')
  await bundleOf('calendar-feed', bundle)
  const figures: FeedFigure[] = []
  for (const events of sizes) {
    progress(`feed of ${events} events`)
    const file = await feedOf(events)
    const { calls, readUnits } = await metered(async (usage) => {
      await readFeedText(contextFor(''), file, { tasks: 'events' })
      return usage
    })
    figures.push({ events, calls, readUnits, ...inOwnProcess(folder, bundle, file) })
  }
  return figures
}

/** Somebody with so many mirrored events and a feed of them. Resolves to the file of its address. */
const feedOf = async (events: number): Promise<string> => {
  const userId = randomUUID()
  const account = { provider: 'ics', account: 'host', secret: 'http://host', calendars: [ICS_CALENDAR] } as const
  const { id } = await storeConnection(contextFor(userId), account)
  const answer = { status: 200, headers: {}, body: Buffer.from(fileOf(events)), url: 'http://host' }
  const providers = { ics: icsCalendar(async () => answer) }
  while ((await syncConnection(contextFor(userId), providers, id, 'schedule')) === 'goesOn');
  const { url } = await createFeed(contextFor(userId), { name: 'Mine', include: ['events'] }, null)
  return url.slice(url.lastIndexOf('/') + 1)
}

const REQUESTS = 5

const inOwnProcess = (folder: string, bundle: string, file: string) => {
  const request = (headers: Record<string, string> = {}) => eventOf('GET', `/calendar/feeds/${file}`, { headers })
  const [plain, gzip] = [request(), request({ 'accept-encoding': 'gzip' })]
  const script = join(folder, 'read-feed.cjs')
  writeFileSync(
    script,
    `const { handler } = require(${JSON.stringify(bundle)})
const read = async (event) => {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const { statusCode, body, isBase64Encoded } = await handler(event, { getRemainingTimeInMillis: () => 60_000 })
  if (statusCode !== 200) throw new Error(statusCode + ' ' + body)
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - began, cpuMs: (user + system) / 1_000, bytes: Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8') }
}
const main = async () => {
  const reads = []
  for (let i = 0; i < ${REQUESTS}; i++) reads.push(await read(${JSON.stringify(plain)}))
  const { bytes: sent } = await read(${JSON.stringify(gzip)})
  const middle = reads.slice(1).sort((a, b) => a.ms - b.ms)[(reads.length - 1) >> 1]
  const memory = process.resourceUsage().maxRSS * 1024 / 1e6
  const figures = { firstMs: reads[0].ms, ms: middle.ms, cpuMs: middle.cpuMs, memory, text: reads[0].bytes / 1e6, sent: sent / 1e6 }
  console.log('FIGURES' + JSON.stringify(figures))
}
main().then(() => process.exit(0))`,
  )
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 64_000_000 })
  const line = stdout.split('\n').find((one) => one.startsWith('FIGURES'))
  if (!line) throw new Error(`The feed was not read: ${stdout}${stderr}`)
  return JSON.parse(line.slice('FIGURES'.length)) as Omit<FeedFigure, 'events' | 'calls' | 'readUnits'>
}
