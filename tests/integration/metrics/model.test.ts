import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listMetrics } from '../../../lib/domain/metrics/metric.list.ts'
import { createMetric, readMetric, updateMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { METRIC } from '../../../lib/domain/metrics/metric.ts'
import { listLogs } from '../../../lib/domain/metrics/metric-log.list.ts'
import { createLog, deleteLog, updateLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { listMilestones } from '../../../lib/domain/metrics/milestone.service.ts'
import { changeProfile } from '../../../lib/domain/profile/profile.service.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { readWallet } from '../../../lib/domain/wallet/wallet.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

/** Zone and day, two of them after a change of clocks at midnight. In the future: what is in the trash must not expire. */
const PLACES: [string, string][] = [
  ['UTC', '2097-05-20T15:00:00Z'],
  ['America/Santiago', '2097-09-12T15:00:00Z'],
  ['Asia/Beirut', '2097-04-03T12:00:00Z'],
  ['Pacific/Kiritimati', '2097-05-20T09:00:00Z'],
]

type Command =
  | { do: 'log'; value: number; hoursAgo: number }
  | { do: 'move'; pick: number; value: number; hoursAgo: number }
  | { do: 'delete'; pick: number }
  | { do: 'restore'; pick: number }
  | { do: 'rename' | 'bin' }

const value = fc.integer({ min: 1, max: 30 })
const hoursAgo = fc.integer({ min: 0, max: 7 * 24 })
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('log' as const), value, hoursAgo }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), pick: fc.nat(), value, hoursAgo }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('rename' as const, 'bin' as const) }) },
)

/** What a metric should say of its logs, and the milestones it should hold: a list, looked through from the start. */
class Model {
  readonly logs = new Map<string, { value: number; at: number }>()
  readonly gone = new Map<string, { value: number; at: number }>()
  readonly held = new Set<string>()
  readonly zone: string
  readonly now: number

  constructor(zone: string, now: number) {
    this.zone = zone
    this.now = now
  }

  inOrder() {
    return [...this.logs].map(([id, log]) => ({ id, ...log })).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  }

  /** docs/formulas.md (Metric progress) for a metric with direction Higher and the target 25. */
  land() {
    const logs = this.inOrder()
    const [first, last] = [logs[0], logs.at(-1)]
    if (!first || !last) return
    if (last.value >= 25) this.held.add('target_reached 25: 200')
    for (const [percent, points] of [
      [10, 200],
      [25, 500],
      [50, 1_000],
    ] as const)
      if (logs.length > 1 && last.value * 100 >= first.value * (100 + percent))
        this.held.add(`improvement ${percent}: ${points}`)
    const days = new Set(logs.map(({ at }) => this.day(at)))
    const today = this.day(this.now)
    if ([0, 1, 2, 3, 4, 5, 6].every((back) => days.has(addDays(today, -back)))) this.held.add('streak 7: 350')
    const lately = logs.filter(({ at }) => at >= this.now - 7 * DAY_MS).map(({ at }) => this.day(at))
    if (new Set(lately).size >= 7) this.held.add('consistency 7: 175')
  }

  private day(at: number) {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: this.zone, dateStyle: 'short' }).format(at)
  }
}

const apply = async (ctx: Context, id: string, model: Model, step: Command): Promise<void> => {
  const at = 'hoursAgo' in step ? model.now - step.hoursAgo * 3_600_000 : 0
  const pick = (from: Map<string, unknown>) =>
    'pick' in step ? [...from.keys()].sort()[step.pick % Math.max(1, from.size)] : undefined
  if (step.do === 'log') {
    const log = await createLog(ctx, id, { value: step.value, loggedAt: new Date(at).toISOString() })
    model.logs.set(log.id, { value: step.value, at })
    model.land()
  }
  if (step.do === 'rename') await updateMetric(ctx, id, { name: `Renamed ${randomUUID()}` })
  if (step.do === 'bin') {
    await deleteEntity(ctx, METRIC, id)
    await restoreEntity(ctx, 'metric', id)
  }
  const chosen = step.do === 'restore' ? pick(model.gone) : pick(model.logs)
  if (!chosen) return
  if (step.do === 'move') {
    const before = model.logs.get(chosen)
    await updateLog(ctx, id, chosen, { value: step.value, loggedAt: new Date(at).toISOString() })
    model.logs.set(chosen, { value: step.value, at })
    if (before?.value !== step.value || before.at !== at) model.land()
  }
  if (step.do === 'delete') {
    await deleteLog(ctx, id, chosen)
    model.gone.set(chosen, model.logs.get(chosen) ?? { value: 0, at: 0 })
    model.logs.delete(chosen)
  }
  if (step.do === 'restore') {
    await restoreEntity(ctx, 'metriclog', chosen)
    model.logs.set(chosen, model.gone.get(chosen) ?? { value: 0, at: 0 })
    model.gone.delete(chosen)
  }
}

describe.each(PLACES)('in %s on %s', (zone, date) => {
  it('whatever happens to logs, metric, lists, milestones and wallet say the same as a plain list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 30 }), async (commands) => {
        const now = Date.parse(date)
        const ctx = contextFor(randomUUID(), { now: () => now })
        await changeProfile(ctx, { timeZone: zone })
        const { id } = await createMetric(ctx, {
          name: 'm',
          area: 'Health',
          unit: 'count',
          direction: 'Higher',
          targetValue: 25,
        })
        const model = new Model(zone, now)
        for (const step of commands) await apply(ctx, id, model, step)

        const expected = model.inOrder()
        const metric = await readMetric(ctx, id)
        expect(metric.logs?.map((log) => ({ id: log.id, value: log.value, at: Date.parse(log.loggedAt) }))).toEqual(
          expected.toReversed(),
        )
        expect(metric).toMatchObject({ logCount: expected.length, baselineValue: expected[0]?.value ?? null })
        expect(metric.currentValue).toBe(expected.at(-1)?.value)
        expect((await listLogs(ctx, id, {})).data).toEqual(metric.logs)
        expect((await listMetrics(ctx, {})).data).toEqual([metric])
        const milestones = (await listMilestones(ctx, id, {})).data
        const held = milestones.map(({ type, value: much, pointsAwarded }) => `${type} ${much}: ${pointsAwarded}`)
        expect(held.sort()).toEqual([...model.held].sort())
        expect(metric.milestoneCount).toBe(held.length)
        expect((await readWallet(ctx)).balance).toBe(
          [...model.held].reduce((sum, one) => sum + Number(one.split(': ')[1]), 0),
        )
        expect(violationsIn(await partitionOf(ctx.userId))).toEqual([])
      }),
      { numRuns: 12 },
    )
  })
})
