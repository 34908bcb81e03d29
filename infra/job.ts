// `npm run job -- NAME`: runs a job once, by hand, in the `npm start` that runs on this machine, and prints its answer.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runJob } from './local/run-job.ts'
import { showingTime } from './scripts/follow-job.ts'
import { progressBar } from './scripts/progress.ts'

const root = resolve(import.meta.dirname, '..')

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { directory: { type: 'string' } } })
  const [name] = positionals
  const directory = resolve(values.directory ?? resolve(root, '.lifeos'))
  const answer = await showingTime(name ?? '', progressBar(), () => runJob(root, directory, name))
  console.log(JSON.stringify(answer, null, 2))
}

await run().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
