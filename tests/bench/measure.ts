import { spawnSync } from 'node:child_process'

/** The middle value; of an even number the upper of the two. */
export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** How often slower `work` is than `base`: medians of interleaved runs in this process, after a warm-up. */
export const ratioOf = async (
  base: () => Promise<unknown>,
  work: () => Promise<unknown>,
  runs: number,
): Promise<{ ratio: number; baseMs: number; workMs: number }> => {
  const times: [number[], number[]] = [[], []]
  for (let i = 0; i < runs + 20; i++) {
    for (const [j, run] of [
      [0, base],
      [1, work],
    ] as const) {
      const started = performance.now()
      await run()
      if (i >= 20) times[j].push(performance.now() - started)
    }
  }
  const [baseMs, workMs] = [median(times[0]), median(times[1])]
  return { ratio: workMs / baseMs, baseMs, workMs }
}

/** CPU milliseconds of a fresh process that loads a file: what a cold start burns. */
export const importCpu = (file: string, env: NodeJS.ProcessEnv): number => {
  const script = `import(${JSON.stringify(file)}).then(() => { const u = process.cpuUsage(); console.log((u.user + u.system) / 1000) })`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env,
    encoding: 'utf8',
  })
  const value = Number(stdout)
  // The loader prints a line of its own when it could not use the compiled code.
  if (!Number.isFinite(value) || stdout === '') throw new Error(`${file} did not load as it should: ${stdout}${stderr}`)
  return value
}

/** A line that is written over, where somebody looks on. */
export const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
