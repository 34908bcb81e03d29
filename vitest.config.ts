import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const project = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...options },
})

/** These speak to real services, so one local cloud is started for all of them; unit tests start nothing. */
const withCloud = { globalSetup: ['tests/support/global-setup.ts'] }

export default defineConfig({
  test: {
    environment: 'node',
    // For what hangs only: a slow and busy machine takes the time it needs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxConcurrency: 10, // tests that wait for nothing do so together
    maxWorkers: Math.max(3, availableParallelism()), // much of a test's time is waiting for the database
    projects: [
      project('unit'),
      project('bundles'), // what is deployed: every function bundled, every stage packaged
      project('integration', withCloud),
      project('contract', withCloud),
      // Last and one by one: each starts the whole system.
      project('e2e', { ...withCloud, fileParallelism: false, sequence: { groupOrder: 1 } }),
    ],
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts', 'functions/**/*.ts'],
      thresholds: { lines: 85, 'lib/domain/**': { lines: 90 } },
    },
  },
})
