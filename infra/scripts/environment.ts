import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'

/** The file into which a running `npm start` writes the environment of its parts. */
export const environmentFile = (directory: string): string => resolve(directory, 'env.json')

/** Not needed by scripts, but by the configuration that functions and scripts share. */
const UNUSED = { STAGE: 'script', USER_POOL_ID: 'none', USER_POOL_CLIENT_ID: 'none' }

/**
 * Prepares process.env for the code of functions: unchanged when it names a table (a deployed stage), else from the
 * `npm start` that runs on this machine. @throws Error saying what to do when there is neither.
 */
export const useEnvironment = (directory = resolve(import.meta.dirname, '../../.lifeos')): void => {
  const file = environmentFile(directory)
  if (!process.env.TABLE_NAME) {
    if (!existsSync(file))
      throw new Error(
        'Nothing to work on: run npm start, or set TABLE_NAME, ARCHIVE_BUCKET, USER_POOL_ID and AWS_REGION of a stage',
      )
    Object.assign(process.env, z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8'))))
  }
  for (const [name, value] of Object.entries(UNUSED)) process.env[name] ??= value
  process.env.LOG_LEVEL = 'silent'
}
