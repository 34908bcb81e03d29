import { existsSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import { environmentFile } from '../scripts/environment.ts'
import { invokeFunction } from './invoke.ts'
import { type LocalJob, readJobs } from './jobs.ts'

const NOT_RUNNING = 'Nothing to run it in: start the system with npm start'

/**
 * Runs a job once in the system that works on the data of `directory`, and resolves to its answer.
 * @throws Error saying what to do: for no name or an unknown one, when nothing runs there, and when the job fails.
 */
export const runJob = async (root: string, directory: string, name: string | undefined): Promise<unknown> => {
  const jobs = readJobs(root)
  const job = jobs.find((one) => one.name === name)
  if (!job) throw new Error(`${name ? `There is no job ${name}` : 'Say which: npm run job -- NAME'}. ${listOf(jobs)}`)
  try {
    return await invokeFunction(endpointIn(directory), job.functionName, job.event)
  } catch (error) {
    if (!(error instanceof Error) || error.message === NOT_RUNNING) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new Error(code === 'ECONNREFUSED' ? NOT_RUNNING : `${job.name} failed: ${error.message}`)
  }
}

const listOf = (jobs: LocalJob[]): string => {
  if (jobs.length === 0) return 'No function has a job'
  const width = Math.max(...jobs.map(({ name }) => name.length))
  const lines = jobs.map(
    ({ name, description, expression }) => `  ${name.padEnd(width)}  ${description}, ${expression}`,
  )
  return ['The jobs are:', ...lines].join('\n')
}

const endpointIn = (directory: string): string => {
  const file = environmentFile(directory)
  if (!existsSync(file)) throw new Error(NOT_RUNNING)
  return z.looseObject({ AWS_ENDPOINT_URL_LAMBDA: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8')))
    .AWS_ENDPOINT_URL_LAMBDA
}
