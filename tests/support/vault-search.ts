import { handler as knowledge } from '../../functions/knowledge/handler.ts'
import { handler as projections } from '../../functions/projections/handler.ts'
import { signUp } from './cloud.ts'
import { type Answer, invoke } from './invoke.ts'
import { deliverTo, tailStream } from './stream.ts'
import { startSyncWorker } from './sync-worker.ts'

type Row = { id: string; type: string; title: string; snippet: string; score: number; matches: string[] }

/** The vault with its index: call it before anything that reads the configuration. */
export const startVault = async () => {
  const { lambda, failures } = await startSyncWorker()
  const { handler } = await import('../../functions/knowledge-search/handler.ts')
  const made = async (answer: Promise<Answer>) => {
    const { status, raw, data } = await answer
    if (status !== 201) throw new Error(raw)
    return data
  }
  /** A new person with a stream of their own. */
  const person = async () => {
    const { userId, accessToken: token } = await signUp()
    const stream = await tailStream()
    const delivered = new Set<string>()
    const call = (method: string, path: string, body?: object) =>
      invoke(knowledge, method, `/knowledge${path}`, { token, ...(body && { body }) })
    const search = async (q: string, more: Record<string, string> = {}) => {
      const { status, raw, data } = await invoke(handler, 'GET', '/knowledge/search', { token, query: { q, ...more } })
      if (status !== 200) throw new Error(raw)
      return data as { data: Row[]; mode: string; isWhole: boolean }
    }
    return {
      ...{ userId, token, call, search },
      note: (title: string, content = '', more: object = {}) =>
        made(call('POST', '/notes', { title, content, area: 'Love', ...more })),
      card: (front: string, back: string) => made(call('POST', '/flashcards', { front, back, area: 'Love' })),
      ids: async (q: string, more?: Record<string, string>) => (await search(q, more)).data.map(({ id }) => id),
      ask: (body: object) => invoke(handler, 'POST', '/knowledge/ask', { token, body }),
      /** Lets the stream deliver what it has not yet, and the workers end. */
      settle: async () => {
        const records = (await stream.all(userId)).filter(({ eventID = '' }) => !delivered.has(eventID))
        for (const { eventID = '' } of records) delivered.add(eventID)
        const failed = await deliverTo(projections, records)
        if (failed.length > 0) throw new Error(`Not handled: ${failed}`)
        await lambda.idle()
      },
    }
  }
  return { person, failures, stop: lambda.stop }
}

export type VaultPerson = Awaited<ReturnType<Awaited<ReturnType<typeof startVault>>['person']>>
