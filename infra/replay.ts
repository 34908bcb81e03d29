// `npm run replay -- --user <id> | --email <address> [--until <time>] [--source archive|table|both] [--out <file>]`
// Rebuilds what a person has from the event log and compares it with what is stored. Exit code 1 when they differ.

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { countsOf, walletOf } from '../lib/domain/archive/drift.ts'
import type { Built } from '../lib/domain/archive/rebuild.ts'
import { type Replay, replay, SOURCES } from '../lib/domain/archive/replay.service.ts'
import { HOUR_MS } from '../lib/platform/units.ts'
import { s3Archive } from '../lib/providers/archive/s3-archive.ts'
import { chosenUser } from './scripts/account.ts'
import { useEnvironment } from './scripts/environment.ts'
import { progressBar } from './scripts/progress.ts'

const MOST_SHOWN = 50

const text = { type: 'string' } as const

/** A day means all of it, in UTC. @throws Error for anything else than a time. */
const instantOf = (time: string): string => {
  const epochMs = Date.parse(/^\d{4}-\d\d-\d\d$/.test(time) ? `${time}T23:59:59.999Z` : time)
  if (Number.isNaN(epochMs)) throw new Error(`--until ${time} is not a time such as 2026-01-31 or 2026-01-31T09:00:00Z`)
  return new Date(epochMs).toISOString()
}

const sourceOf = (name: string): (typeof SOURCES)[number] => {
  const source = SOURCES.find((one) => one === name)
  if (!source) throw new Error(`--source ${name} is none of ${SOURCES.join(', ')}`)
  return source
}

/** Everything the log says a person has, by kind. */
const stateOf = (built: Built[]): Record<string, unknown> => {
  const of = (deleted: boolean) =>
    Object.fromEntries(
      [
        ...Map.groupBy(
          built.filter((one) => one.deleted === deleted),
          ({ kind }) => kind.name,
        ),
      ].map(([name, own]) => [name, own.map(({ entity }) => entity)]),
    )
  return { entities: of(false), trash: of(true), wallet: walletOf(built) }
}

const tableOf = ({ built, events, notArchived }: Replay): string => {
  const deleted = built.filter((one) => one.deleted).length
  const rows = [
    ...Object.entries(countsOf(built)).sort(),
    ['in the trash', deleted],
    ['events', events],
    ...(notArchived === null ? [] : [['not archived yet', notArchived]]),
    ['balance', walletOf(built).balance],
  ] as [string, number][]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, count]) => `  ${name.padEnd(width)}  ${String(count).padStart(8)}`).join('\n')
}

const report = (found: Replay, until: string | undefined): void => {
  console.log(tableOf(found))
  for (const { row, problem } of found.drift.slice(0, MOST_SHOWN)) console.log(`  ! ${row} ${problem}`)
  if (found.drift.length > MOST_SHOWN) console.log(`  ! and ${found.drift.length - MOST_SHOWN} more`)
  if (until) console.log(`  as of ${until}${found.drift.length > 0 ? ': the log is not whole' : ''}`)
  else console.log(`  drift ${found.drift.length === 0 ? 'none' : found.drift.length}`)
}

const run = async (): Promise<void> => {
  const options = { user: text, email: text, until: text, out: text, source: text, directory: text }
  const { values } = parseArgs({ options })
  useEnvironment(values.directory)
  const until = values.until && instantOf(values.until)
  const source = sourceOf(values.source ?? 'both')
  const userId = await chosenUser(values)
  const bar = progressBar()
  const now = Date.now()
  const found = await replay(s3Archive(), { userId, source, until, now, deadline: now + HOUR_MS, progress: bar.show })
  bar.end()
  if (found.events === 0 && found.drift.length === 0)
    throw new Error(`There are no events of ${userId}${until ? ` up to ${until}` : ''}`)
  report(found, until)
  if (values.out) writeFileSync(values.out, `${JSON.stringify(stateOf(found.built), null, 2)}\n`)
  process.exitCode = found.drift.length === 0 ? 0 : 1
}

await run().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 2
})
