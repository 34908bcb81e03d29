import { handler } from '../../functions/metrics/handler.ts'
import { routes } from '../../functions/metrics/routes.ts'
import { apiFor } from './api.ts'
import { signUp } from './cloud.ts'
import { type Answer, invoke, type Request } from './invoke.ts'

/** A new person who calls the metrics (and the functions around them) as the gateway would. */
export const metricsUser = async () => {
  const { userId, accessToken: token } = await signUp()
  const metrics = (method: string, path: string, request: Request = {}): Promise<Answer> =>
    invoke(handler, routes, method, path, { token, ...request })
  return {
    ...apiFor(token),
    userId,
    metrics,
    create: async (body: object = {}) =>
      (await metrics('POST', '/metrics', { body: { name: 'Weight', ...body } })).data,
    read: async (id: string) => (await metrics('GET', `/metrics/${id}`)).data,
    log: (id: string, body: object) => metrics('POST', `/metrics/${id}/logs`, { body }),
    rows: async (path: string) => (await metrics('GET', path)).data.data,
  }
}

export type MetricsUser = Awaited<ReturnType<typeof metricsUser>>

/** An instant some days ago. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
