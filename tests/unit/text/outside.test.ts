import { expect, test } from 'vitest'
import { parseTask } from '../../../lib/domain/ai/core/parse/parse-task.ts'
import { knownSources } from '../../eval/outside/known-sources.ts'
import { KINDS } from '../../eval/outside/phrase.ts'
import { scoreOutside } from '../../eval/outside/score-outside.ts'

const scores = scoreOutside(knownSources, parseTask)

test.each(KINDS)('of the phrases of other parsers that it was made with, 95 % are right and 1 % wrong: %s', (kind) => {
  const { of, right, wrong, misses } = scores[kind]
  expect(right / of, JSON.stringify(misses)).toBeGreaterThanOrEqual(0.95)
  expect(wrong / of, JSON.stringify(misses)).toBeLessThanOrEqual(0.01)
})
