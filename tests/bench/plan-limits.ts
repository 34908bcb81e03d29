import { randomUUID } from 'node:crypto'
import { allowanceFor } from '../../lib/domain/ai/allowance.ts'
import { metered } from '../../lib/platform/log/meter.ts'
import { contextFor } from '../support/context.ts'
import { progress } from './measure.ts'

type Step = { name: string; calls: number; readUnits: number; writeUnits: number; isAdded: boolean }

/** What a request to a model costs for its limits, once the person has asked a model before. Billing must be on. */
export const measurePlanLimits = async (): Promise<Step[]> => {
  progress('limits of a plan')
  const userId = randomUUID()
  const allowance = () => allowanceFor(contextFor(userId), 2_000)
  const usageOf = (work: () => Promise<unknown>) =>
    metered(async (usage) => {
      await work()
      const { calls, readUnits, writeUnits } = usage
      return { calls, readUnits, writeUnits }
    })
  await (await allowance()).reserve(1_000)
  const second = await allowance()
  return [
    { name: 'reading the plan', isAdded: true, ...(await usageOf(allowance)) },
    {
      name: 'reserving tokens, as before, and the request',
      isAdded: false,
      ...(await usageOf(() => second.reserve(1_000))),
    },
  ]
}
