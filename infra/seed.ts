// `npm run seed [-- --email <address> | --user <id>] [--force]`: fills an account with a year of plausible data, through
// the services, so that events, points and links are what a year of use would have left.
import { parseArgs } from 'node:util'
import { changeProfile } from '../lib/domain/profile/profile.service.ts'
import type { Context } from '../lib/platform/context.ts'
import { sk, userPk } from '../lib/platform/table/keys.ts'
import { queryPage, startingWith } from '../lib/platform/table/table.ts'
import { DEMO } from './local/demo.ts'
import { chosenUser } from './scripts/account.ts'
import { useEnvironment } from './scripts/environment.ts'
import { progressBar } from './scripts/progress.ts'
import { metricSteps } from './seed/metrics.ts'
import { rewardSteps } from './seed/rewards.ts'
import { newStory, type Step, type Story, ZONE } from './seed/story.ts'
import { taskSteps } from './seed/tasks.ts'

const HOUR_MS = 3_600_000
const SEED = 2_026
const text = { type: 'string' } as const

const profileStep = (story: Story): Step => ({
  at: story.at(story.days[0] ?? '', 5),
  run: (ctx) => changeProfile(ctx, { displayName: 'Demo', timeZone: ZONE }),
})

/** Everything of the year, in the order of its times. */
const stepsOf = (story: Story): Step[] =>
  [profileStep(story), ...rewardSteps(story), ...metricSteps(story), ...taskSteps(story)].sort((a, b) => a.at - b.at)

/** Every step at its own time. Sequential: ids and events come in the order of the year. */
const live = async (story: Story, userId: string): Promise<number> => {
  const steps = stepsOf(story)
  const bar = progressBar()
  for (const [i, { at, run }] of steps.entries()) {
    const ctx: Context = {
      ...{ userId, requestId: `seed-${i}`, source: 'import', ifMatch: null, idempotency: null },
      ...{ now: () => at, newId: story.newId, deadline: Date.now() + HOUR_MS },
    }
    await run(ctx)
    bar.show(new Date(at).toISOString().slice(0, 10), i + 1, steps.length)
  }
  bar.end()
  return steps.length
}

const hasTasks = async (userId: string): Promise<boolean> => {
  const range = { pk: userPk(userId), ...startingWith(sk.entities('task')), limit: 1 }
  return (await queryPage(range, { deadline: Date.now() + HOUR_MS })).items.length > 0
}

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
  const count = await live(newStory(known ? now : SEED, now), userId)
  console.log(`A year in ${count} steps, in ${Math.round((performance.now() - started) / 1_000)} s`)
}

await run().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 2
})
