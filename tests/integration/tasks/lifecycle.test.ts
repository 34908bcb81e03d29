import { describe, expect, it } from 'vitest'
import { handler as eventsHandler } from '../../../functions/events/handler.ts'
import { handler } from '../../../functions/tasks/handler.ts'
import { handler as trashHandler } from '../../../functions/trash/handler.ts'
import { handler as walletHandler } from '../../../functions/wallet/handler.ts'
import { signUp } from '../../support/cloud.ts'
import { invoke, type Request } from '../../support/invoke.ts'

const tasks = (method: string, path: string, request: Request) => invoke(handler, method, path, request)

describe('the life of a task', () => {
  it('is created, read, listed, changed, completed, paid, deleted and restored, with one event each', async () => {
    const { accessToken: token, userId } = await signUp()
    const made = await tasks('POST', '/tasks', {
      token,
      body: { title: 'Water the plants 🪴', area: 'Health', size: 60, priority: 'P2' },
    })
    expect(made.status, made.raw).toBe(201)
    expect(made.data).toMatchObject({
      title: 'Water the plants 🪴',
      userId,
      version: 1,
      status: 'Not Started',
      labels: [],
    })
    const id = made.data.id
    const read = await tasks('GET', `/tasks/${id}`, { token })
    expect(read.data).toEqual(made.data)
    expect(read.headers.etag).toBe('"1"')
    const done = await tasks('POST', `/tasks/${id}/complete`, { token })
    expect(done.data).toMatchObject({ status: 'Done', pointsAwarded: true, pointsPaid: 1404, version: 2 })
    const wallet = await invoke(walletHandler, 'GET', '/wallet', { token })
    expect(wallet.data.balance).toBe(1404)
    const gone = await tasks('DELETE', `/tasks/${id}`, { token })
    expect(gone.data, gone.raw).toEqual({ id, deleted: true })
    expect((await tasks('GET', `/tasks/${id}`, { token })).status).toBe(404)
    const restored = await invoke(trashHandler, 'POST', `/trash/task/${id}/restore`, { token })
    expect(restored.status, restored.raw).toBe(200)
    const events = await invoke(eventsHandler, 'GET', '/events', { token, query: { entityId: id } })
    expect(
      events.data.data.map((event: { type: string; version: number }) => `${event.type} ${event.version}`),
    ).toEqual(['task.created 1', 'task.completed 2', 'task.deleted 3', 'task.restored 4'])
  })
})
