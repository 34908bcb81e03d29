const WIDTH = 24
const REDRAW_MS = 80

/** A progress bar on standard error; prints nothing when that is not a terminal. */
export const progressBar = (stream: NodeJS.WriteStream = process.stderr) => {
  let drawn = 0
  return {
    show: (what: string, done: number, of: number | null): void => {
      const now = performance.now()
      if (!stream.isTTY || (now - drawn < REDRAW_MS && done !== of)) return
      drawn = now
      const filled = of ? Math.round((done / of) * WIDTH) : 0
      const bar = of ? `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${done}/${of}` : String(done)
      stream.write(`\r\x1b[2K${bar} ${what}`)
    },
    end: (): void => {
      if (stream.isTTY) stream.write('\r\x1b[2K')
    },
  }
}
