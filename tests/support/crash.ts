import { AsyncLocalStorage } from 'node:async_hooks'
import { documentClient } from '../../lib/platform/table/client.ts'

/** The end of a process, at an await. */
export class Crash extends Error {}

type Life = { left: number; after: boolean; crashed: boolean }
const storage = new AsyncLocalStorage<Life>()

/**
 * One thing that a process waits for: it dies before it or, where `after` is wanted, when it has taken effect. Outside of
 * `dyingAt` nothing happens.
 */
export const awaiting = async <T>(work: () => Promise<T>): Promise<T> => {
  const life = storage.getStore()
  if (!life) return work()
  life.left -= 1
  if (life.left !== 0) return work()
  life.crashed = true
  if (life.after) await work()
  throw new Crash()
}

/** Runs `work` in a process that dies at the nth thing it waits for. `crashed`: whether it came to that. */
export const dyingAt = async (
  nth: number,
  { after }: { after: boolean },
  work: () => Promise<unknown>,
): Promise<{ crashed: boolean; ended: boolean }> => {
  const life: Life = { left: nth, after, crashed: false }
  const ended = await storage.run(life, work).then(
    () => true,
    (error) => {
      if (error instanceof Crash || life.crashed) return false
      throw error
    },
  )
  return { crashed: life.crashed, ended }
}

/** Makes every call to the table such a thing. Returns how to take that back. */
export const crashTable = (): (() => void) => {
  documentClient().middlewareStack.add((next) => (args) => awaiting(() => next(args)), {
    step: 'initialize',
    name: 'crash',
  })
  return () => documentClient().middlewareStack.remove('crash')
}
