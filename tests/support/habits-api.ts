import { handler as habitsHandler } from '../../functions/habits/handler.ts'
import { routes as habitsRoutes } from '../../functions/habits/routes.ts'
import { handler as logbookHandler } from '../../functions/logbook/handler.ts'
import { routes as logbookRoutes } from '../../functions/logbook/routes.ts'
import { apiFor } from './api.ts'
import { signUp } from './cloud.ts'
import { type Answer, invoke, type Request } from './invoke.ts'

/** A new person who calls habits and logbook (and the functions around them) as the gateway would. */
export const habitsUser = async () => {
  const { userId, accessToken: token } = await signUp()
  const of =
    (handler: unknown, routes: Parameters<typeof invoke>[1]) =>
    (method: string, path: string, request: Request = {}): Promise<Answer> =>
      invoke(handler, routes, method, path, { token, ...request })
  const habits = of(habitsHandler, habitsRoutes)
  const logbook = of(logbookHandler, logbookRoutes)
  return {
    ...apiFor(token),
    userId,
    habits,
    logbook,
    habit: async (body: object = {}) => (await habits('POST', '/habits', { body: { name: 'Read', ...body } })).data,
    log: (id: string, body: object) => habits('POST', `/habits/${id}/logs`, { body }),
    entry: async (body: object) => (await logbook('POST', '/logbook', { body })).data,
  }
}

export type HabitsUser = Awaited<ReturnType<typeof habitsUser>>

/** The UTC day some days ago. */
export const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
