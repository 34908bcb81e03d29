import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Locks a directory for this process until it releases it or ends in any way: the operating system holds the lock on an
 * open file, so no stale lock can be left behind.
 * @throws Error when another process has it.
 */
export const lockDirectory = (directory: string): (() => void) => {
  mkdirSync(directory, { recursive: true })
  const lock = new DatabaseSync(resolve(directory, 'lock'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new Error(`${directory} is in use by another LifeOS. Stop that one first`)
  }
  return () => lock.close()
}
