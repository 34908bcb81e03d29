import { vi } from 'vitest'
import { NEEDED_VARIABLES } from './needed-variables.ts'

/**
 * Puts the variables that every function needs into the environment of a test file, and `more`. Call it before anything
 * reads the configuration. What is logged can be seen, even where the run itself is silent.
 */
export const stubEnvironment = (more: Record<string, string> = {}): void => {
  for (const [name, value] of Object.entries({ ...NEEDED_VARIABLES, LOG_LEVEL: 'info', ...more }))
    vi.stubEnv(name, value)
}
