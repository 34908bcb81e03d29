import { existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cloud, startCloud } from '../../infra/local/cloud.ts'

let cloud: Promise<Cloud> | undefined
let users = 0

const MEMORY = '/dev/shm'
const ENOUGH_BYTES = 2_000_000_000

/** In memory where there is room, so that the database does not wait for a disk: what tests store need not last. */
const fastFolder = (): string => {
  if (!existsSync(MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > ENOUGH_BYTES ? MEMORY : tmpdir()
}

/**
 * One cloud in a temporary directory for all projects of a run. Workers are started with this process's environment,
 * so its variables are there before any module of the project loads.
 */
export const setup = async (): Promise<void> => {
  users += 1
  cloud ??= startCloud({ directory: mkdtempSync(join(fastFolder(), 'lifeos-test-')), encryption: true })
  const nobody = { AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1' } // tests that start functions have a Lambda of their own
  Object.assign(process.env, nobody, (await cloud).env, { LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent' })
}

/** Stops the cloud after the last project. */
export const teardown = async (): Promise<void> => {
  users -= 1
  if (users > 0) return
  const running = await cloud
  cloud = undefined
  await running?.stop()
}
