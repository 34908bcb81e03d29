import { readFileSync } from 'node:fs'

const LOOK_MS = 300

const parentOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8') // pid (name) state ppid …; the name may hold anything
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined // no /proc here
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Calls `gone` once npm, or the shell in which it runs scripts, has ended: kill -9 on npm would otherwise leave everything
 * running in the background. Does nothing when npm did not start this process.
 */
export const watchLauncher = (gone: () => void): void => {
  if (!process.env.npm_lifecycle_event) return
  const shell = process.ppid
  const launchers = [shell, parentOf(shell)].filter((pid) => pid !== undefined && pid > 1)
  const timer = setInterval(() => {
    if (launchers.every((pid) => isAlive(pid ?? 0)) && process.ppid === shell) return
    clearInterval(timer)
    gone()
  }, LOOK_MS)
  timer.unref()
}
