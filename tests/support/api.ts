import { handler as eventsHandler } from '../../functions/events/handler.ts'
import { routes as eventsRoutes } from '../../functions/events/routes.ts'
import { handler as tasksHandler } from '../../functions/tasks/handler.ts'
import { routes as tasksRoutes } from '../../functions/tasks/routes.ts'
import { handler as trashHandler } from '../../functions/trash/handler.ts'
import { routes as trashRoutes } from '../../functions/trash/routes.ts'
import { handler as walletHandler } from '../../functions/wallet/handler.ts'
import { routes as walletRoutes } from '../../functions/wallet/routes.ts'
import { type Answer, invoke, type Request } from './invoke.ts'

/** The functions of the first domain, called as the gateway would, for one person. */
export const apiFor = (token: string) => {
  const of =
    (handler: unknown, routes: Parameters<typeof invoke>[1]) =>
    (method: string, path: string, request: Request = {}): Promise<Answer> =>
      invoke(handler, routes, method, path, { token, ...request })
  return {
    tasks: of(tasksHandler, tasksRoutes),
    wallet: of(walletHandler, walletRoutes),
    events: of(eventsHandler, eventsRoutes),
    trash: of(trashHandler, trashRoutes),
  }
}
