import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { artifactOf } from '../support/bundle.ts'
import { invoke, type Request } from '../support/invoke.ts'

const require = createRequire(import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'lifeos-bundles-'))

/** A function exactly as it is deployed: minified CommonJS with everything inside, and the code compiled from it. */
const deployed = async (name: string) => {
  const { handler } = require(await artifactOf(name, join(folder, name)))
  return (method: string, path: string, request: Request) => invoke(handler, method, path, request)
}

it('the deployed bundles take somebody from sign-up to a paid task', async () => {
  const [auth, tasks, wallet] = await Promise.all([deployed('auth'), deployed('tasks'), deployed('wallet')])
  const [email, password] = [`${randomUUID()}@example.com`, 'Passw0rd-for-tests']
  expect((await auth('POST', '/auth/signup', { body: { email, password } })).status).toBe(201)
  expect((await auth('POST', '/auth/confirm', { body: { email, code: '123456' } })).status).toBe(200)
  const login = await auth('POST', '/auth/login', { body: { email, password } })
  expect(login.status, login.raw).toBe(200)
  const token = login.data.accessToken
  const rule = { isRecurring: true, rrule: 'FREQ=WEEKLY;BYDAY=MO', dueDate: '2031-01-06' }
  const made = await tasks('POST', '/tasks', {
    token,
    body: { title: 'Pay the rent', area: 'Wealth', size: 60, ...rule },
  })
  expect(made.status, made.raw).toBe(201)
  const done = await tasks('POST', `/tasks/${made.data.id}/complete`, { token })
  expect(done.data).toMatchObject({ status: 'Done', pointsPaid: 1037 })
  const next = await tasks('GET', `/tasks/${done.data.nextTaskId}`, { token })
  expect(next.data).toMatchObject({ dueDate: '2031-01-13', occurrence: 2 })
  expect((await wallet('GET', '/wallet', { token })).data.balance).toBe(1037)
})
