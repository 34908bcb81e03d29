import { describe, expect, test } from 'vitest'
import { readExpression } from '../../../infra/local/expression.ts'

const NOW = new Date('2026-11-21T18:30:00Z')

/** The first minutes after the start at which a rate is due. */
const dueMinutes = (expression: string, most: number): number[] => {
  const isDue = readExpression(expression)
  return Array.from({ length: most + 1 }, (_, minute) => minute).filter((minute) => isDue(minute, NOW))
}

describe('a rate', () => {
  test.each([
    ['rate(1 minute)', 3, [1, 2, 3]],
    ['rate(15 minutes)', 59, [15, 30, 45]],
    ['rate(1 hour)', 130, [60, 120]],
    ['rate(1 day)', 2_880, [1_440, 2_880]],
    ['rate(30 days)', 43_200, [43_200]],
  ])('%s is due first after it has passed, then each time anew', (expression, most, due) => {
    expect(dueMinutes(expression, most)).toEqual(due)
  })
})

describe('cron', () => {
  test.each([
    ['cron(30 18 * * ? *)', '2026-11-21T18:30:59Z', '2026-11-21T18:31:00Z'],
    ['cron(0/15 * * * ? *)', '2026-11-21T03:45:00Z', '2026-11-21T03:50:00Z'],
    ['cron(5 8-10,20 * * ? *)', '2026-11-21T09:05:00Z', '2026-11-21T11:05:00Z'],
    ['cron(0 3 1 * ? *)', '2026-12-01T03:00:00Z', '2026-12-02T03:00:00Z'],
    ['cron(0 3 ? * SUN *)', '2026-11-22T03:00:00Z', '2026-11-21T03:00:00Z'],
    ['cron(0 3 ? * 2-6 *)', '2026-11-20T03:00:00Z', '2026-11-22T03:00:00Z'],
    ['cron(0 3 ? JAN,jul MON-FRI 2026-2027)', '2027-01-01T03:00:00Z', '2028-07-03T03:00:00Z'],
  ])('%s is due at %s and not at %s, in UTC', (expression, due, other) => {
    const isDue = readExpression(expression)
    expect([isDue(0, new Date(due)), isDue(0, new Date(other))]).toEqual([true, false])
  })
})

test.each([
  'rate(0 minutes)',
  'rate(5)',
  'every day',
  'cron(0 3 * *)',
  'cron(0 3 L * ? *)',
  'cron(0 3 ? * MON#1 *)',
  'cron(60 3 * * ? *)',
  'cron(0/0 3 * * ? *)',
])('%s is refused', (expression) => {
  expect(() => readExpression(expression)).toThrow(`cannot read the schedule ${expression}`)
})
