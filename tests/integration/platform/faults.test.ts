import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { randomFrom } from '../../../infra/seed/random.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { randomCommand } from '../../support/task-commands.ts'

/** What a network, DynamoDB or a dying Lambda may do to one call. After: the call took effect, its answer is lost. */
const FAULTS = ['throttle', 'conflict', 'timeoutBefore', 'timeoutAfter', 'crashBefore', 'crashAfter'] as const
type Fault = (typeof FAULTS)[number]

class Crash extends Error {}
const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more })
const failures: Record<Fault, () => Error> = {
  throttle: () => named('ThrottlingException'),
  conflict: () =>
    named('TransactionCanceledException', { CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }] }),
  timeoutBefore: () => named('TimeoutError'),
  timeoutAfter: () => named('TimeoutError'),
  crashBefore: () => new Crash(),
  crashAfter: () => new Crash(),
}

/** Each run decides for each of its calls which fault, if any, strikes; calls of other runs are not touched. */
const deciding = new AsyncLocalStorage<(command: string) => Fault | null>()

beforeAll(() => {
  documentClient().middlewareStack.add(
    (next, context) => async (args) => {
      const fault = deciding.getStore()?.(String(context.commandName)) ?? null
      if (!fault) return next(args)
      if (fault.endsWith('After')) await next(args)
      throw failures[fault]()
    },
    { step: 'initialize', name: 'faults' },
  )
})
afterAll(() => documentClient().middlewareStack.remove('faults'))

const struck: Record<string, number> = {}
/** By turns: with rare faults most commands finish, with frequent ones several strike the same command. */
const RATES = [0.35, 0.1]
/** Of 2,400 commands at each rate, those that no crash ended. */
const finished = [0, 0]

const run = async (seed: number): Promise<string[]> => {
  const userId = randomUUID()
  const random = randomFrom(seed)
  const ids: string[] = []
  const rate = RATES[seed % 2] ?? 0
  const decide = (): Fault | null => {
    if (random() > rate) return null
    const fault = FAULTS[Math.floor(random() * FAULTS.length)] as Fault
    struck[fault] = (struck[fault] ?? 0) + 1
    return fault
  }
  await deciding.run(decide, async () => {
    for (let step = 0; step < 8; step++) {
      try {
        await randomCommand(contextFor(userId), ids, random)
        finished[seed % 2] = (finished[seed % 2] ?? 0) + 1
      } catch (error) {
        if (!(error instanceof Crash)) throw error // a crash ends this command like the end of its Lambda would
      }
    }
  })
  return violationsIn(await partitionOf(userId)).map((problem) => `seed ${seed}: ${problem}`)
}

it('over 1,800 faults at any call, no entity is without its event and no points without a row', async () => {
  const problems: string[] = []
  const seeds = Array.from({ length: 600 }, (_, i) => i + 1)
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) problems.push(...(await run(seed)))
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  expect(problems).toEqual([])
  for (const fault of FAULTS) expect(struck[fault], fault).toBeGreaterThan(250)
  expect(FAULTS.reduce((sum, fault) => sum + (struck[fault] ?? 0), 0)).toBeGreaterThan(1_800)
  expect(finished[0]).toBeGreaterThan(1_600)
  expect(finished[1]).toBeGreaterThan(2_100)
})
