import { handler as eventsHandler } from '../../functions/events/handler.ts'
import { handler as goalsHandler } from '../../functions/goals/handler.ts'
import { handler as habitsHandler } from '../../functions/habits/handler.ts'
import { handler as logbookHandler } from '../../functions/logbook/handler.ts'
import { handler as metricsHandler } from '../../functions/metrics/handler.ts'
import { handler as projectsHandler } from '../../functions/projects/handler.ts'
import { handler as tasksHandler } from '../../functions/tasks/handler.ts'
import { handler as trashHandler } from '../../functions/trash/handler.ts'
import { handler as walletHandler } from '../../functions/wallet/handler.ts'
import { signUp } from './cloud.ts'
import { type Answer, invoke, type Request } from './invoke.ts'

/** The everyday functions, called as the gateway would, for one person. */
export const apiFor = (token: string) => {
  const of =
    (handler: unknown) =>
    (method: string, path: string, request: Request = {}): Promise<Answer> =>
      invoke(handler, method, path, { token, ...request })
  return {
    tasks: of(tasksHandler),
    goals: of(goalsHandler),
    metrics: of(metricsHandler),
    habits: of(habitsHandler),
    projects: of(projectsHandler),
    logbook: of(logbookHandler),
    wallet: of(walletHandler),
    events: of(eventsHandler),
    trash: of(trashHandler),
  }
}

/** The same for a new person, and words to make things with; bodies hold what matters to the test. */
export const newPerson = async () => {
  const { userId, accessToken } = await signUp()
  const api = apiFor(accessToken)
  const made = async (answer: Promise<Answer>) => {
    const { status, raw, data } = await answer
    if (status !== 201) throw new Error(raw)
    return data
  }
  return {
    ...api,
    userId,
    task: (body: object = {}) => made(api.tasks('POST', '/tasks', { body: { title: 'Run', area: 'Health', ...body } })),
    goal: (body: object = {}) =>
      made(
        api.goals('POST', '/goals', { body: { title: 'Run far', area: 'Health', timeHorizon: 'Quarterly', ...body } }),
      ),
    metric: (body: object = {}) => made(api.metrics('POST', '/metrics', { body: { name: 'Weight', ...body } })),
    habit: (body: object = {}) => made(api.habits('POST', '/habits', { body: { name: 'Read', ...body } })),
    project: (body: object = {}) => made(api.projects('POST', '/projects', { body: { name: 'Move house', ...body } })),
    entry: (body: object) => made(api.logbook('POST', '/logbook', { body })),
  }
}
export type Person = Awaited<ReturnType<typeof newPerson>>

/** Work that is done `n` times at once. */
export const many = <T>(n: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)))
