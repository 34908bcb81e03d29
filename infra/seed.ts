// `npm run seed [-- --email <address> | --user <id>] [--force]`: fills an account with a year of plausible data, through
// the services, so that events, points and links are what a year of use would have left.

import { parseArgs } from 'node:util'
import type { Context } from '../lib/platform/context.ts'
import { newUlid } from '../lib/platform/ids.ts'
import { sk, startingWith, userPk } from '../lib/platform/table/keys.ts'
import { queryPage } from '../lib/platform/table/table.ts'
import { HOUR_MS, MINUTE_MS } from '../lib/platform/units.ts'
import { DEMO } from './local/demo.ts'
import { chosenUser } from './scripts/account.ts'
import { useEnvironment } from './scripts/environment.ts'
import { followJob } from './scripts/follow-job.ts'
import { progressBar } from './scripts/progress.ts'
import { connectSample, firstSyncOf } from './seed/calendar.ts'
import { simulateYear } from './seed/year.ts'

const SEED = 2_026
const text = { type: 'string' } as const

const hasTasks = async (userId: string): Promise<boolean> => {
  const range = { pk: userPk(userId), ...startingWith(sk.entities('task')), limit: 1 }
  return (await queryPage(range, { deadline: Date.now() + HOUR_MS })).items.length > 0
}

const contextOf = (userId: string): Context => ({
  ...{ userId, requestId: 'seed', source: 'api', agent: 'seed', address: null, ifMatch: null },
  ...{ now: Date.now, newId: newUlid, deadline: Date.now() + MINUTE_MS },
})

const run = async (): Promise<void> => {
  const options = { user: text, email: text, directory: text, force: { type: 'boolean' } } as const
  const { values } = parseArgs({ options })
  useEnvironment(values.directory)
  const started = performance.now()
  const who = values.user || values.email ? values : { email: DEMO.email }
  const userId = await chosenUser(who)
  const known = await hasTasks(userId)
  if (known && !values.force) {
    console.log('The account has tasks already. Nothing was done; --force adds another year to them')
    return
  }
  const now = Date.now()
  const bar = progressBar()
  const count = await simulateYear({ userId, seed: known ? now : SEED, now, progress: bar.show })
  bar.end()
  const { SAMPLE_CALENDAR_URL: url } = process.env
  if (url && (await connectSample(contextOf(userId), url))) {
    const job = await followJob(() => firstSyncOf(contextOf(userId)), bar, { mostMs: MINUTE_MS })
    const outcome = job.status === 'succeeded' ? 'are in the plan' : `will come (the job is ${job.status})`
    console.log(`Connected a calendar that this machine serves: its events ${outcome}`)
  }
  console.log(`A year in ${count} steps, in ${Math.round((performance.now() - started) / 1_000)} s`)
}

await run().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 2
})
