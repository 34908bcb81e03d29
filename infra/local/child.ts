import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const GRACE_MS = 3_000

export type Child = {
  pid: number
  /** Asks the process to end and kills it after three seconds. Safe to call twice. */
  stop: () => Promise<void>
  /** Resolves when the process is gone, for whatever reason. */
  gone: Promise<void>
}

type Launch = {
  name: string
  command: string
  args: string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** The process is ready once its output matches. What it writes after that is shown when `show` is set. */
  ready: RegExp
  show?: boolean
  timeoutMs?: number
}

const running = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

const end = async (child: ChildProcess): Promise<void> => {
  if (!running(child)) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  await exit
  clearTimeout(timer)
}

/**
 * A process that cannot outlive this one: it runs in its own process group, so Ctrl-C reaches only the parent, which then
 * stops it properly; and it exits when its standard input closes, which the kernel does even after kill -9.
 * @throws Error with its last output when it ends or hangs before the ready line.
 */
export const startChild = async (launch: Launch): Promise<Child> => {
  const child = spawn(launch.command, launch.args, {
    cwd: launch.cwd,
    env: launch.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const stopWithParent = () => child.kill('SIGKILL')
  process.once('exit', stopWithParent)
  gone.then(() => process.removeListener('exit', stopWithParent))
  try {
    await untilReady(child, launch)
  } catch (error) {
    await end(child)
    throw error
  }
  return { pid: child.pid ?? 0, stop: () => end(child), gone }
}

const untilReady = (child: ChildProcess, { name, ready, show, timeoutMs = 30_000 }: Launch): Promise<void> =>
  new Promise((done, fail) => {
    let seen = ''
    let isUp = false
    const read = (target: NodeJS.WriteStream) => (chunk: Buffer) => {
      if (isUp) {
        if (show) target.write(chunk)
        return
      }
      seen = `${seen}${chunk}`.slice(-4_000)
      if (!ready.test(seen)) return
      isUp = true
      clearTimeout(timer)
      done()
    }
    const timer = setTimeout(() => fail(new Error(`${name} did not come up in ${timeoutMs} ms. ${seen}`)), timeoutMs)
    child.stdout?.on('data', read(process.stdout))
    child.stderr?.on('data', read(process.stderr))
    child.stdin?.on('error', () => {}) // a child that died has closed it; its exit is reported below
    child.once('error', (error) => fail(new Error(`${name} could not start: ${error.message}`)))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(new Error(`${name} ended (${signal ?? code}) before it was up. ${seen}`))
    })
  })

/** A node module of this folder as a child; the module calls `exitWithParent`. */
export const startNodeChild = (
  launch: Omit<Launch, 'command' | 'args'> & { module: string; args?: string[]; nodeArgs?: string[] },
): Promise<Child> =>
  startChild({
    ...launch,
    command: process.execPath,
    args: [...(launch.nodeArgs ?? []), resolve(import.meta.dirname, launch.module), ...(launch.args ?? [])],
  })

/** Ends this process as soon as the parent is gone. For modules started with `startNodeChild`. */
export const exitWithParent = (): void => {
  process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0))
  process.stdin.resume()
}

/**
 * The same guarantee for a program that does not watch its standard input: a shell waits for ours to close and kills it.
 * Returns a function that stops the watching.
 */
export const guardProgram = (child: Child): (() => void) => {
  const guard = spawn('sh', ['-c', 'cat >/dev/null; kill -9 "$0"', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.on('error', () => {}) // no sh: the exit hook of startChild still covers an orderly end
  const group = guard.pid
  return () => {
    try {
      if (group && running(guard)) process.kill(-group, 'SIGKILL')
    } catch {
      // already gone
    }
  }
}
