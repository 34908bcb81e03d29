import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { eventually } from './cloud.ts'

const root = resolve(import.meta.dirname, '../..')

export type System = {
  process: ChildProcess
  api: string
  cognito: { endpoint: string; clientId: string }
  readyAfterMs: number
  output: () => string
  /** Sends a signal and waits for the end. Returns how long that took, in milliseconds. */
  end: (signal: NodeJS.Signals) => Promise<number>
}

export type Launch = { flags?: string[]; env?: Record<string, string> }

/** Runs what `npm start` runs, without the environment of the tests, until it says it is ready or ends. */
export const launch = (directory: string, port: number, { flags = [], env = {} }: Launch = {}) => {
  const { PATH, HOME, DYNAMODB_ENDPOINT } = process.env
  const child = spawn(process.execPath, ['infra/local/start.ts', '--directory', directory, ...flags], {
    cwd: root,
    env: { PATH, HOME, PORT: String(port), ...(DYNAMODB_ENDPOINT && { DYNAMODB_ENDPOINT }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const read = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  return { child, output: () => output }
}

/** Starts the whole system in a directory. @throws Error with its output when it ends first. */
export const startSystem = async (directory: string, port: number, options: Launch = {}): Promise<System> => {
  const started = performance.now()
  const { child, output } = launch(directory, port, options)
  await eventually('ready', () => output().includes('is ready after') || hasEnded(child) || undefined).catch(() => {})
  if (!output().includes('is ready after') || hasEnded(child)) {
    child.kill('SIGKILL')
    throw new Error(`The system did not get ready:\n${output()}`)
  }
  const [, endpoint = '', clientId = ''] = /Cognito +(\S+) +pool \S+ +client (\S+)/.exec(output()) ?? []
  return {
    process: child,
    api: `http://127.0.0.1:${port}/api/v1`,
    cognito: { endpoint, clientId },
    readyAfterMs: performance.now() - started,
    output,
    end: async (signal) => {
      const since = performance.now()
      if (hasEnded(child)) return 0
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
      return performance.now() - since
    },
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null
