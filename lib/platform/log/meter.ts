import { AsyncLocalStorage } from 'node:async_hooks'

/** What one request used: calls to the table, read and write units as DynamoDB reports them, and language models. */
export type Usage = {
  calls: number
  readUnits: number
  writeUnits: number
  /** Millionths of a dollar; absent when no model was asked. */
  modelMicroDollars?: number
}

const storage = new AsyncLocalStorage<Usage>()

/** Runs `work` and counts what it uses, also where several requests share a process. */
export const metered = async <T>(work: (usage: Usage) => Promise<T>): Promise<T> => {
  const usage: Usage = { calls: 0, readUnits: 0, writeUnits: 0 }
  return storage.run(usage, () => work(usage))
}

/** What the request at hand has used so far; undefined outside of `metered`. */
export const currentUsage = (): Usage | undefined => storage.getStore()

type Consumed = { CapacityUnits?: number | undefined } | undefined

/** Counts one call to the table. */
export const count = (kind: 'read' | 'write', consumed: Consumed | Consumed[]): void => {
  const usage = storage.getStore()
  if (!usage) return
  usage.calls += 1
  const units = [consumed].flat().reduce((sum, one) => sum + (one?.CapacityUnits ?? 0), 0)
  if (kind === 'read') usage.readUnits += units
  else usage.writeUnits += units
}

/** Adds what a language model charged, in millionths of a dollar. */
export const countModelCost = (microDollars: number): void => {
  const usage = storage.getStore()
  if (usage) usage.modelMicroDollars = (usage.modelMicroDollars ?? 0) + microDollars
}
