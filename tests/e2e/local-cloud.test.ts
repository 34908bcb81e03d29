import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../infra/local/ports.ts'
import { eventually, signIn, signUp } from '../support/cloud.ts'
import { launch, type System, startSystem } from '../support/system.ts'
import { BUSY_MS } from '../support/timing.ts'

// An idle machine is ready within 15 seconds and has ended all within two; this one may be busy.
const READY_MS = 60_000
const GONE_MS = 2_000 + BUSY_MS

const folder = mkdtempSync(join(tmpdir(), 'lifeos-e2e-'))
const directory = join(folder, 'data')
let port: number
let system: System

/** Processes that mention our directory or our port: everything a start leaves behind would. */
const leftovers = (): string[] =>
  execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(directory) || line.includes(`--httpPort ${port} `))
    .filter((line) => !line.startsWith('Z'))

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })

const createTask = async (token: string, title: string): Promise<string> => {
  const body = JSON.stringify({ title })
  const response = await fetch(`${system.api}/tasks`, { method: 'POST', headers: bearer(token), body })
  expect(response.status).toBe(201)
  const { data } = (await response.json()) as { data: { id: string } }
  return data.id
}

const KEYS = { secretKey: 'sk_test_from_file', webhookSecret: ['whsec_1', 'whsec_2'] }

beforeAll(async () => {
  port = await freePort()
  const file = join(folder, 'secrets.json')
  writeFileSync(file, JSON.stringify({ stripe: KEYS }))
  const STRIPE_API_BASE = 'http://127.0.0.1:9' // nobody there: no test calls Stripe
  system = await startSystem(directory, port, {
    env: { LIFEOS_SECRETS: file, AUTH_LIMIT_PER_MINUTE: '77', STRIPE_API_BASE },
  })
})

afterAll(async () => {
  await system?.end('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

describe('npm start', () => {
  test('gets ready soon and says how to go on', () => {
    expect(system.readyAfterMs).toBeLessThan(READY_MS)
    expect(system.output()).toContain(`http://localhost:${port}/api/v1/docs`)
    expect(system.output()).toContain('demo@lifeos.local')
    expect(system.output().split('\n').length).toBeLessThan(40)
  })

  test('prints one line to paste that signs in and lists tasks', async () => {
    const line = system
      .output()
      .split('\n')
      .find((text) => text.trim().startsWith('curl'))
    const answer = JSON.parse(execFileSync('sh', ['-c', line ?? 'false'], { encoding: 'utf8' }))
    expect(answer).toMatchObject({ success: true, error: null })
  })

  test('answers a preflight without a token, for every method a browser sends', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await fetch(`${system.api}/tasks`, {
        method: 'OPTIONS',
        headers: {
          origin: 'http://localhost:5173',
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type',
        },
      })
      expect(response.status).toBe(204)
      expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
      expect(response.headers.get('access-control-allow-methods')).toContain(method)
      expect(response.headers.get('access-control-allow-headers')).toContain('authorization')
    }
  })

  test('lets an allowed page read errors, and no other page read anything', async () => {
    for (const path of ['/tasks', '/no-such-route']) {
      const response = await fetch(`${system.api}${path}`, { headers: { origin: 'http://localhost:5173' } })
      expect([401, 404]).toContain(response.status)
      expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
      expect(await response.json()).toMatchObject({ success: false, data: null })
    }
    const foreign = await fetch(`${system.api}/tasks`, { headers: { origin: 'https://evil.example' } })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('routes as AWS does: by prefixes, and below them by the function', async () => {
    const { accessToken } = await signUp(system.cognito)
    const id = await createTask(accessToken, 'Find me')
    const call = async (method: string, path: string): Promise<[number, string | null]> => {
      const { status, headers } = await fetch(`${system.api}${path}`, { method, headers: bearer(accessToken) })
      return [status, headers.get('allow')]
    }
    expect(await call('GET', `/tasks/${id}`)).toEqual([200, null])
    expect(await call('GET', `/tasks/${id}/dependencies`)).toEqual([200, null])
    expect(await call('GET', `/someone-else/tasks/${id}`)).toEqual([403, null])
    expect(await call('GET', '/rewards/wallet')).toEqual([200, null])
    expect(await call('GET', '/health')).toEqual([200, null])
    expect(await call('GET', '/ai/plan-day/nothing')).toEqual([404, null])
    expect(await call('PUT', `/tasks/${id}/complete`)).toEqual([405, 'PATCH, POST'])
    expect(await call('DELETE', '/tasks')).toEqual([405, 'GET, POST'])
    expect(await call('POST', `/goals/${id}`)).toEqual([405, 'DELETE, GET, PATCH, PUT'])
    for (const path of [`/tasks/${id}/nothing`, '/nothing', '/ai', '/ai/nothing', '/wallet/a/b'])
      expect([path, ...(await call('GET', path))]).toEqual([path, 404, null])
    expect((await call('GET', '/tasks/%E0%A4%A'))[0]).toBe(400)
    expect((await call('GET', '/tasks/a%2Fb'))[0]).toBe(400)
  })

  test('refuses a body that is no object, whatever else it is', async () => {
    const { accessToken } = await signUp(system.cognito)
    for (const body of ['false', '0', 'null', '""', '[]', '']) {
      const response = await fetch(`${system.api}/tasks`, { method: 'POST', headers: bearer(accessToken), body })
      expect([body, response.status]).toEqual([body, 400])
    }
  })

  test('archives what changed a moment ago', async () => {
    const { accessToken } = await signUp(system.cognito)
    await createTask(accessToken, 'Into the archive')
    const archive = join(directory, 's3', 'lifeos-archive-local', 'events')
    await eventually('an archived batch', () => {
      try {
        return readdirSync(archive, { recursive: true }).some((file) => String(file).includes('.gz')) || undefined
      } catch {
        return undefined
      }
    })
  })

  test('hands settings and the keys of a secrets file to the functions', async () => {
    const login = await fetch(`${system.api}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'nobody@example.com', password: 'Passw0rd-for-tests' }),
    })
    expect(login.headers.get('x-ratelimit-limit')).toBe('77')
    const env = JSON.parse(readFileSync(join(directory, 'env.json'), 'utf8'))
    expect(env).toMatchObject({ BILLING: 'stripe', PUBLIC_BASE_URL: `http://localhost:${port}` })
    const answer = await fetch(env.AWS_ENDPOINT_URL_SECRETS_MANAGER, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: JSON.stringify({ SecretId: env.STRIPE_SECRET_ID }),
    })
    expect(JSON.parse(((await answer.json()) as { SecretString: string }).SecretString)).toEqual(KEYS)
  })

  test('lists the jobs when somebody asks for one that there is not', () => {
    const { status, stderr } = spawnSync(process.execPath, ['infra/job.ts', 'nothing', '--directory', directory], {
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^There is no job nothing\. (The jobs are:\n|No function)/),
    ])
  })

  test.each([
    [{ LIFEOS_SECRETS: '/nowhere/secrets.json' }, 'LIFEOS_SECRETS: /nowhere/secrets.json cannot be read'],
    [{ APP_URLS: 'app.example.com' }, 'APP_URLS: '],
  ])('starts nothing and says so in one line for %j', async (env, line) => {
    const elsewhere = join(folder, 'other')
    const { child, output } = launch(elsewhere, await freePort(), { env })
    const [code] = await once(child, 'close')
    expect(code).toBe(1)
    expect(output().trim().split('\n')).toEqual([expect.stringContaining(line)])
  })

  test('says in one line that the port is taken, and starts nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const taken = typeof address === 'object' && address ? address.port : 0
    const { child, output } = launch(join(directory, 'other'), taken)
    const [code] = await once(child, 'close')
    server.close()
    expect(code).toBe(1)
    expect(output().trim()).toBe(`Port ${taken} is in use. Stop what runs there, or set PORT`)
  })

  test('refuses a second start on the same data in one line, and leaves the first alone', async () => {
    const { child, output } = launch(directory, await freePort())
    const [code] = await once(child, 'close')
    expect(code).toBe(1)
    expect(output().trim()).toBe(`${directory} is in use by another LifeOS. Stop that one first`)
    expect((await fetch(`${system.api}/tasks`)).status).toBe(401)
  })

  test('keeps accounts, tasks and secrets over kill -9, and nothing stays behind', async () => {
    const { email, password, accessToken } = await signUp(system.cognito)
    const id = await createTask(accessToken, 'Survives')
    await system.end('SIGKILL')
    await eventually('nothing left behind', () => leftovers().length === 0 || undefined)
    system = await startSystem(directory, port)
    const again = await signIn(email, password, system.cognito)
    const response = await fetch(`${system.api}/tasks/${id}`, { headers: bearer(again.accessToken) })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ data: { title: 'Survives' } })
  })

  test('goes on in the stream where it stopped', async () => {
    const file = join(directory, 'stream.json')
    const checkpoint = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')
    const { accessToken } = await signUp(system.cognito)
    await createTask(accessToken, 'Before the restart')
    const before = checkpoint()
    await eventually('a checkpoint', () => checkpoint() !== before || undefined)
    await system.end('SIGTERM')
    const stopped = checkpoint()
    system = await startSystem(directory, port)
    await createTask(accessToken, 'After the restart')
    await eventually('a later checkpoint', () => checkpoint() !== stopped || undefined)
    const sequence = (text: string) =>
      Math.min(...(text.match(/"(\d+)"/g) ?? []).map((found) => Number(found.slice(1, -1))))
    expect(sequence(checkpoint())).toBeGreaterThanOrEqual(sequence(stopped))
  })

  test('stops at once on Ctrl-C, with every process it started', async () => {
    expect(await system.end('SIGINT')).toBeLessThan(GONE_MS)
    await eventually('nothing left behind', () => leftovers().length === 0 || undefined)
    system = await startSystem(directory, port)
  })

  test('begins anew with --reset', async () => {
    const { email, password } = await signUp(system.cognito)
    await system.end('SIGTERM')
    system = await startSystem(directory, port, { flags: ['--reset'] })
    await expect(signIn(email, password, system.cognito)).rejects.toThrow()
  })
})
