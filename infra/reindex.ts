// `npm run reindex -- --user <id> | --email <address>`: makes a person's search index, counters and storage meter anew.

import { parseArgs } from 'node:util'
import { rebuildIndex } from '../lib/domain/search/search-index.ts'
import { HOUR_MS } from '../lib/platform/units.ts'
import { chosenUser } from './scripts/account.ts'
import { useEnvironment } from './scripts/environment.ts'
import { recount, recountStorage } from './scripts/recount.ts'

const text = { type: 'string' } as const

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { user: text, email: text, directory: text } })
  useEnvironment(values.directory)
  const userId = await chosenUser(values)
  const deadline = Date.now() + HOUR_MS
  const index = await rebuildIndex(userId, deadline)
  console.log(`${index?.entities} entities indexed, ${index?.written} rows of the index changed`)
  const counts = await recount(userId, deadline)
  console.log(
    Object.entries(counts)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ') || 'nothing to count',
  )
  console.log(`${await recountStorage(userId, deadline)} bytes stored outside the table`)
}

await run().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 2
})
