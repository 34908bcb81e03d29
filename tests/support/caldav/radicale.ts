import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../infra/local/ports.ts'

/** `.ci/radicale` names one that has the package; it may be of a virtual environment. */
const python = process.env.RADICALE_PYTHON ?? 'python3'

/** Whether there is a Python with Radicale. Where one was named it has to be there. */
export const hasRadicale =
  process.env.RADICALE_PYTHON !== undefined || spawnSync(python, ['-c', 'import radicale']).status === 0

const PASSWORD = 'app-password'

/** A Radicale with one account, ann, that is empty. */
export const startRadicale = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'radicale-'))
  const port = await freePort()
  const users = join(folder, 'users')
  await writeFile(users, `ann:${PASSWORD}\n`)
  const options = {
    'server-hosts': `127.0.0.1:${port}`,
    'auth-type': 'htpasswd',
    'auth-htpasswd-filename': users,
    'auth-htpasswd-encryption': 'plain',
    'auth-delay': '0',
    'storage-filesystem-folder': join(folder, 'collections'),
    'logging-level': 'error',
  }
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn(python, ['-m', 'radicale', '--config', '', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const url = `http://127.0.0.1:${port}/`
  const authorization = `Basic ${Buffer.from(`ann:${PASSWORD}`).toString('base64')}`
  const request = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const sent = { method, headers: { authorization, ...headers }, ...(body !== undefined && { body }) }
    const answer = await fetch(url + path, sent)
    return { status: answer.status, text: await answer.text(), etag: answer.headers.get('etag') }
  }
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Radicale does not start: ${output}`)
    const isUp = await request('OPTIONS', '').then(
      () => true,
      () => false,
    )
    if (isUp) break
    await new Promise((later) => setTimeout(later, 50))
  }
  return {
    ...{ url, allow: `127.0.0.1:${port}`, username: 'ann', password: PASSWORD, request },
    /** An empty calendar; its path. */
    addCalendar: async (name: string): Promise<string> => {
      const { status, text } = await request('MKCALENDAR', `ann/${name}/`)
      if (status !== 201) throw new Error(text)
      return `ann/${name}/`
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.kill()) await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
