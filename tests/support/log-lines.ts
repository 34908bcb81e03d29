import { vi } from 'vitest'

/** The lines that `work` writes to stdout, parsed. */
export const linesOf = async (work: () => unknown): Promise<Record<string, unknown>[]> => {
  const written: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0)
  try {
    await work()
  } finally {
    spy.mockRestore()
  }
  return written.flatMap((chunk) =>
    chunk
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line)),
  )
}
