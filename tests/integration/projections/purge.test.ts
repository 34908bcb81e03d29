import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, expect, it } from 'vitest'
import { handler } from '../../../functions/projections/handler.ts'
import { replay } from '../../../lib/domain/archive/replay.service.ts'
import { CreateActivity } from '../../../lib/domain/goals/activity.schema.ts'
import { addActivity } from '../../../lib/domain/goals/activity.service.ts'
import { createGoal } from '../../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { CreateGoal } from '../../../lib/domain/goals/goal-input.schema.ts'
import { createHabit } from '../../../lib/domain/habits/habit.service.ts'
import { HABIT } from '../../../lib/domain/habits/habit.ts'
import { CreateHabit } from '../../../lib/domain/habits/habit-input.schema.ts'
import { logDay } from '../../../lib/domain/habits/habit-log.service.ts'
import { createSkip } from '../../../lib/domain/habits/habit-skip.service.ts'
import { createMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { METRIC } from '../../../lib/domain/metrics/metric.ts'
import { CreateMetric } from '../../../lib/domain/metrics/metric-input.schema.ts'
import { createLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { redeem } from '../../../lib/domain/rewards/redemption.service.ts'
import { createReward } from '../../../lib/domain/rewards/reward.service.ts'
import { REWARD } from '../../../lib/domain/rewards/reward.ts'
import { deleteEntity, listTrash, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import type { Entity, Kind } from '../../../lib/platform/events/kind.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { documentClient, tableName } from '../../../lib/platform/table/client.ts'
import { userPk } from '../../../lib/platform/table/keys.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { s3Archive } from '../../../lib/providers/archive/s3-archive.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf } from '../../support/partition.ts'
import { deliverTo, tailStream } from '../../support/stream.ts'
import { AMPLE_MS } from '../../support/timing.ts'

let stream: Awaited<ReturnType<typeof tailStream>>
beforeAll(async () => {
  stream = await tailStream()
})

const ago = (userId: string, days: number): Context => {
  const now = () => Date.now() - days * DAY_MS
  return contextFor(userId, { now, newId: (at = now()) => newUlid(at) })
}
const OWNED =
  /^(METRICLOG|METRICMILESTONE|METRIC\+LOGS|HABITLOG|HABITSKIP|HABIT\+DAYS|GOALACTIVITY|REDEMPTION|REWARD\+REDEMPTIONS)#/
const owned = async (userId: string) => [...(await partitionOf(userId)).keys()].filter((key) => OWNED.test(key))

/** One of each kind that has rows of its own, `logs` of them logs of a metric. */
const oneOfEach = async (ctx: Context, logs: number): Promise<[Kind<Entity>, string][]> => {
  const goal = await createGoal(ctx, CreateGoal.parse({ title: 'Goal', area: 'Health', timeHorizon: 'Monthly' }))
  await addActivity(ctx, goal.id, CreateActivity.parse({ type: 'note_added', title: 'Noted' }))
  const metric = await createMetric(ctx, CreateMetric.parse({ name: 'Weight', targetValue: 1 }))
  for (let i = 0; i < logs; i++) await createLog(ctx, metric.id, { value: i + 1 })
  const habit = await createHabit(ctx, CreateHabit.parse({ name: 'Read' }))
  const day = (back: number) => new Date(ctx.now() - back * DAY_MS).toISOString().slice(0, 10)
  await logDay(ctx, habit.id, { date: day(1) })
  await createSkip(ctx, habit.id, { date: day(2), type: 'Skip' })
  const reward = await createReward(ctx, { title: 'Tea', category: 'Custom', pointCost: 1 })
  await redeem(ctx, reward.id, {})
  return [
    [GOAL, goal.id],
    [METRIC, metric.id],
    [HABIT, habit.id],
    [REWARD, reward.id],
  ]
}

/** What the table does with a row of the trash when its time has come. */
const expire = (userId: string, kind: string, id: string) =>
  documentClient().send(
    new DeleteCommand({ TableName: tableName(), Key: { PK: userPk(userId), SK: `TRASH#${kind.toUpperCase()}#${id}` } }),
  )
const inTrash = (sk: string) => /^TRASH#(GOAL|METRIC|HABIT|REWARD)#/.test(sk)

it('what belonged to a metric, habit, goal or reward goes when that leaves the trash by its age, and nobody else’s', async () => {
  const userId = newUserId()
  const [gone, kept] = [await oneOfEach(ago(userId, 40), 45), await oneOfEach(ago(userId, 40), 2)]
  for (const [kind, id] of gone) await deleteEntity(ago(userId, 31), kind, id)
  const everything = await owned(userId)
  const others = everything.filter((key) => kept.some(([, id]) => key.includes(id)))
  expect(everything).toHaveLength(others.length + 45 + 11)
  for (const [kind, id] of gone) await expire(userId, kind.name, id)
  const records = await stream.records(userId, 8, inTrash)
  expect(await deliverTo(handler, records)).toEqual([])
  expect(await owned(userId)).toEqual(others)
  expect(await deliverTo(handler, records)).toEqual([])
  expect(await owned(userId)).toEqual(others)
  expect((await listTrash(ago(userId, 0), {})).data).toEqual([])
  const found = await replay(s3Archive(), { userId, source: 'table', now: Date.now(), deadline: Date.now() + AMPLE_MS })
  expect(found.drift).toEqual([])
})

it('what belongs to a metric stays when that is restored, also after its time, and when it is deleted again', async () => {
  const userId = newUserId()
  const all = await oneOfEach(ago(userId, 40), 2)
  const before = await owned(userId)
  for (const [kind, id] of all) {
    await deleteEntity(ago(userId, 29), kind, id)
    await restoreEntity(ago(userId, 0), kind.name, id)
  }
  const restored = await stream.records(userId, 8, inTrash)
  expect(await deliverTo(handler, restored)).toEqual([])
  // The record of the restoration comes when the time in the trash would be over.
  const late = restored.map((record) => {
    const image = record.dynamodb?.OldImage
    return image
      ? { ...record, dynamodb: { ...record.dynamodb, OldImage: { ...image, expiresAt: { N: '1' } } } }
      : record
  })
  expect(await deliverTo(handler, late)).toEqual([])
  for (const [kind, id] of all) await deleteEntity(ago(userId, 0), kind, id)
  expect(await deliverTo(handler, late)).toEqual([])
  expect(await owned(userId)).toEqual(before)
})
