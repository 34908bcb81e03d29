import { afterAll, expect, vi } from 'vitest'

/**
 * Fails a test file that shares modules with others and leaves the environment, the clock or `fetch` other than it found
 * them. What it does belongs into the list of traces.ts, so that it is found before it runs.
 */
const before = { variables: { ...process.env }, fetch: globalThis.fetch }

afterAll(() => {
  expect({ ...process.env }).toEqual(before.variables)
  expect(globalThis.fetch).toBe(before.fetch)
  expect(vi.isFakeTimers()).toBe(false)
})
