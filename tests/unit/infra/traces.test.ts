import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesWithTraces } from '../../support/traces.ts'

test('a test file that changes the environment, itself or by a helper it imports, gets modules of its own', () => {
  const tracing = filesWithTraces('unit')
  expect(tracing).toContain('tests/unit/log/metrics.test.ts') // itself
  expect(tracing).toContain('tests/unit/http/lambda.test.ts') // by environment.ts
  expect(filesWithTraces('integration')).toContain('tests/integration/ai/providers.test.ts') // by support/ai-api.ts
})

test('most test files share the modules of a process', () => {
  const all = globSync('unit/**/*.test.ts', { cwd: join(import.meta.dirname, '../..') })
  expect(filesWithTraces('unit').length).toBeLessThan(all.length / 2)
})
