import { afterAll, vi } from 'vitest'

/**
 * Gives a test file modules of its own in a process that other files have used: what a module of this project keeps (the
 * configuration, clients with their hooks, circuits) begins anew. The packages it imports stay loaded, and warm. What the
 * file does to the environment, to timers and to globals ends with it; mocks end by vitest itself.
 */
const variables = { ...process.env }
vi.resetModules()

afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name]
  Object.assign(process.env, variables)
})
