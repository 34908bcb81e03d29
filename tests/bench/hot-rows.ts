import { handler as metricsHandler } from '../../functions/metrics/handler.ts'
import { handler as tasksHandler } from '../../functions/tasks/handler.ts'
import { createMetric } from '../../lib/domain/metrics/metric.service.ts'
import { createTask } from '../../lib/domain/tasks/task.service.ts'
import { documentClient } from '../../lib/platform/table/client.ts'
import { signUp } from '../support/cloud.ts'
import { contextFor } from '../support/context.ts'
import { type Answer, invoke } from '../support/invoke.ts'
import { median, progress } from './measure.ts'

/** `calls` and `transactions`: by each writer on average, those that fail included. */
export type HotRowFigure = { name: string; writers: number; ms: number; calls: number; transactions: number }

const ROUNDS = 5

/** Requests that all write the same row, sent at once. Medians of a few rounds. */
export const measureHotRows = async (): Promise<HotRowFigure[]> => {
  const { accessToken: token, userId } = await signUp()
  const task = () => createTask(contextFor(userId), { title: 'Water the plants', area: 'Health' })
  const metric = { name: 'Pulse', area: 'Health', unit: 'count', direction: 'Higher' } as const
  const cases = [
    {
      name: 'logs of one metric',
      writers: 60,
      prepare: async () => {
        const { id } = await createMetric(contextFor(userId), metric)
        return (i: number) => invoke(metricsHandler, 'POST', `/metrics/${id}/logs`, { token, body: { value: i } })
      },
    },
    {
      name: 'tasks that come to depend on one',
      writers: 79,
      prepare: async () => {
        const { id: dependsOnTaskId } = await task()
        const ids: string[] = []
        for (let i = 0; i < 79; i++) ids.push((await task()).id)
        return (i: number) =>
          invoke(tasksHandler, 'POST', `/tasks/${ids[i]}/dependencies`, {
            token,
            body: { dependsOnTaskId },
          })
      },
    },
  ]
  const figures: HotRowFigure[] = []
  for (const { name, writers, prepare } of cases) {
    progress(name)
    const rounds: Omit<HotRowFigure, 'name'>[] = []
    for (let round = 0; round < ROUNDS; round++) rounds.push(await atOnce(writers, await prepare()))
    const middle = (figure: 'ms' | 'calls' | 'transactions') => median(rounds.map((one) => one[figure]))
    figures.push({ name, writers, ms: middle('ms'), calls: middle('calls'), transactions: middle('transactions') })
  }
  return figures
}

/** @throws Error when a request is refused */
const atOnce = async (writers: number, write: (i: number) => Promise<Answer>): Promise<Omit<HotRowFigure, 'name'>> => {
  const sent = { calls: 0, transactions: 0 }
  const { middlewareStack } = documentClient()
  middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        sent.calls += 1
        if (String(commandName).startsWith('TransactWrite')) sent.transactions += 1
        return next(args)
      },
    { step: 'initialize', name: 'count' },
  )
  const started = performance.now()
  const answers = await Promise.all(Array.from({ length: writers }, (_, i) => write(i)))
  const ms = performance.now() - started
  middlewareStack.remove('count')
  const refused = answers.find(({ status }) => status !== 201)
  if (refused) throw new Error(`A writer got ${refused.status}: ${refused.raw}`)
  return { writers, ms, calls: sent.calls / writers, transactions: sent.transactions / writers }
}
