import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { filesWithTraces } from './tests/support/traces.ts'

const project = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...options },
})

/** What another database than the embedded one is not asked: exact costs, because each bills in its own way. */
const COSTS = process.env.DYNAMODB_ENDPOINT ? ['**/*costs.test.ts'] : []
/** `TESTS_LEFT_OUT=path/**`: not in this run. A project with an `exclude` of its own does not see vitest's --exclude. */
const LEFT_OUT = process.env.TESTS_LEFT_OUT ? [process.env.TESTS_LEFT_OUT] : []

/**
 * Files share a process and the modules it has loaded, which takes a third of the CPU time off. Those that would leave
 * something behind in modules are found by what they use: in a project of their own they share processes and packages, but
 * each loads the modules of this repository anew.
 */
const sharing = (name: string, options: { globalSetup?: string[]; setupFiles?: string[] } = {}) => {
  const together = (setup: string) => ({
    ...options,
    isolate: false,
    setupFiles: [...(options.setupFiles ?? []), setup],
  })
  const tracing = filesWithTraces(name)
  const exclude = [...configDefaults.exclude, ...COSTS, ...LEFT_OUT]
  return [
    project(name, { ...together('tests/support/no-traces.ts'), exclude: [...exclude, ...tracing] }),
    project(`${name}-anew`, { ...together('tests/support/own-modules.ts'), include: tracing, exclude }),
  ]
}

/** These speak to real services, so one local cloud is started for all of them; unit tests start nothing. */
const withCloud = {
  globalSetup: ['tests/support/global-setup.ts'],
  setupFiles: ['tests/support/unsigned.ts'],
}

export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['tests/support/seed.ts'],
    // For what hangs only: a slow and busy machine takes the time it needs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxConcurrency: 10, // tests that wait for nothing do so together
    maxWorkers: Math.max(3, availableParallelism()), // much of a test's time is waiting for the database
    projects: [
      ...sharing('unit'),
      project('bundles', withCloud), // what is deployed: every function bundled, every stage packaged
      ...sharing('integration', withCloud),
      project('contract', withCloud),
      // Each starts the whole system, and mostly waits for it. What only needs the cloud belongs elsewhere.
      project('e2e', withCloud),
    ],
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts', 'functions/**/*.ts'],
      thresholds: { lines: 85, 'lib/domain/**': { lines: 90 } },
    },
  },
})
