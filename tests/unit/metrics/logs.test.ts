import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeMetric, newMetric, viewMetric } from '../../../lib/domain/metrics/metric.ts'
import { CreateMetric, UpdateMetric } from '../../../lib/domain/metrics/metric-input.schema.ts'
import type { LogRecord } from '../../../lib/domain/metrics/metric-log.fields.ts'
import { afterStep, logFields, summaryOf, viewLog } from '../../../lib/domain/metrics/metric-log.ts'
import { EMBEDDED_LOGS, readRecent, shortened } from '../../../lib/domain/metrics/recent-logs.ts'

const NOW = Date.parse('2026-05-20T12:00:00Z')
const iso = (time: number) => new Date(time).toISOString()
const log = (fields: Partial<LogRecord> & { id: string }): LogRecord => ({
  userId: 'u',
  version: 1,
  createdAt: iso(NOW),
  updatedAt: iso(NOW),
  metricId: 'm',
  value: 1,
  note: null,
  loggedAt: iso(NOW),
  ...fields,
})

const logs = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 0, max: 999 }).map((n) => `id${String(n).padStart(3, '0')}`),
      value: fc.integer(),
      at: fc.integer({ min: 0, max: 20 }),
      note: fc.option(fc.string({ maxLength: 20 })),
      version: fc.integer({ min: 1, max: 3 }),
    }),
    { selector: ({ id }) => id, maxLength: 30 },
  )
  .map((rows) =>
    rows.map(({ at, version, ...rest }) =>
      log({ ...rest, version, loggedAt: iso(NOW - at * 3_600_000), updatedAt: iso(NOW + (version > 1 ? 5_000 : 0)) }),
    ),
  )

describe('the logs of a metric', () => {
  it('after a change are those of the keys in the table, newest first', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.boolean(), (rows, pick, gone) => {
        const before = rows[pick % Math.max(1, rows.length)] ?? null
        const after = gone ? null : log({ id: before?.id ?? 'new', value: 42, loggedAt: iso(NOW - pick) })
        const keys = new Map(rows.map((row) => [`${row.loggedAt}#${row.id}`, row]))
        if (before) keys.delete(`${before.loggedAt}#${before.id}`)
        if (after) keys.set(`${after.loggedAt}#${after.id}`, after)
        const expected = [...keys.keys()]
          .sort()
          .reverse()
          .map((key) => keys.get(key))
        expect(afterStep(rows, { before, after })).toEqual(expected)
      }),
    )
  })

  it('come back from their short row as they were', () => {
    fc.assert(
      fc.property(logs, (rows) => {
        expect(readRecent('u', 'm', { logs: JSON.stringify(shortened(rows)) })).toEqual(rows)
      }),
    )
  })

  it('are cut to a bound of rows and of characters', () => {
    const many = Array.from({ length: 200 }, (_, i) => log({ id: `id${i}` }))
    expect(shortened(many)).toHaveLength(EMBEDDED_LOGS)
    expect(shortened(many.map((one) => ({ ...one, note: 'x'.repeat(2_000) })))).toHaveLength(14)
    expect(readRecent('u', 'm', { logs: JSON.stringify(shortened(many)) }, 5)).toHaveLength(5)
    expect(readRecent('u', 'm', undefined)).toEqual([])
  })

  it('give a summary, also when there are none', () => {
    const [old, young] = [log({ id: 'a', value: 1, loggedAt: iso(NOW - 9) }), log({ id: 'b', value: 2 })]
    expect(summaryOf(young, old, 2)).toEqual({
      logCount: 2,
      currentValue: 2,
      baselineValue: 1,
      firstLoggedAt: old.loggedAt,
      lastLoggedAt: young.loggedAt,
    })
    expect(summaryOf(undefined, undefined, 0)).toMatchObject({ currentValue: null, baselineValue: null, logCount: 0 })
  })
})

describe('the fields of a log', () => {
  it('know a note by either name, and clear it', () => {
    expect(logFields({ note: 'a', notes: 'b' }, NOW)).toEqual({ note: 'a' })
    expect(logFields({ notes: 'b' }, NOW)).toEqual({ note: 'b' })
    expect(logFields({ note: null }, NOW)).toEqual({ note: null })
    expect(viewLog(log({ id: 'a', note: 'n' }))).toMatchObject({ note: 'n', notes: 'n' })
  })

  it('lie between 1900 and tomorrow', () => {
    expect(logFields({ loggedAt: iso(NOW + 86_400_000) }, NOW)).toEqual({ loggedAt: iso(NOW + 86_400_000) })
    expect(() => logFields({ loggedAt: iso(NOW + 86_400_001) }, NOW)).toThrow()
    expect(() => logFields({ loggedAt: '1899-12-31T23:59:59.000Z' }, NOW)).toThrow()
    expect(() => logFields({ loggedAt: '0001-01-01T00:00:00.000Z' }, NOW)).toThrow()
  })
})

describe('a metric', () => {
  const made = newMetric('u', 'm', CreateMetric.parse({ name: 'Weight' }), NOW).after

  it('is active by default, and isActive counts where no status is sent', () => {
    expect(viewMetric(made)).toMatchObject({ status: 'Active', isActive: true, area: 'Health', unit: 'count' })
    expect(viewMetric(made)).not.toHaveProperty('currentValue')
    expect(changeMetric(made, UpdateMetric.parse({ isActive: false }), NOW + 1)?.after.status).toBe('Paused')
    expect(changeMetric(made, UpdateMetric.parse({ isActive: true, status: 'Archived' }), NOW + 1)?.after.status).toBe(
      'Archived',
    )
    expect(changeMetric(made, UpdateMetric.parse({ isActive: true }), NOW + 1)).toBeNull()
  })

  it('has no threshold above the other', () => {
    expect(() => changeMetric(made, { thresholdLow: 5, thresholdHigh: 4 }, NOW + 1)).toThrow()
    expect(changeMetric(made, { thresholdLow: 5, thresholdHigh: 5 }, NOW + 1)).not.toBeNull()
  })

  it.each([1e16, -1e16, 1e-120, Number.NaN, Number.POSITIVE_INFINITY, '5'])('refuses the number %s', (targetValue) => {
    expect(UpdateMetric.safeParse({ targetValue }).success).toBe(false)
  })
})
