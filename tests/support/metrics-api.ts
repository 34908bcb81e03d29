import { newPerson } from './api.ts'

/** A new person, with what tests of metrics say most often. */
export const metricsUser = async () => {
  const me = await newPerson()
  return {
    ...me,
    create: (body: object = {}) => me.metric(body),
    read: async (id: string) => (await me.metrics('GET', `/metrics/${id}`)).data,
    log: (id: string, body: object) => me.metrics('POST', `/metrics/${id}/logs`, { body }),
    rows: async (path: string) => (await me.metrics('GET', path)).data.data,
  }
}

export type MetricsUser = Awaited<ReturnType<typeof metricsUser>>

/** An instant some days ago. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
