import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../infra/seed/random.ts'
import { replay } from '../../../lib/domain/archive/replay.service.ts'
import type { HabitRecord } from '../../../lib/domain/habits/habit.fields.ts'
import { createHabit } from '../../../lib/domain/habits/habit.service.ts'
import { HABIT } from '../../../lib/domain/habits/habit.ts'
import { deleteLog, logDay, updateLog } from '../../../lib/domain/habits/habit-log.service.ts'
import { createSkip, deleteSkip } from '../../../lib/domain/habits/habit-skip.service.ts'
import { recentDaysIn } from '../../../lib/domain/habits/recent-days.ts'
import { calendarIn, figuresOf } from '../../../lib/domain/habits/stats.service.ts'
import { changeProfile, loadProfile } from '../../../lib/domain/profile/profile.service.ts'
import { deleteEntity, listTrash, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { documentClient, tableName } from '../../../lib/platform/table/client.ts'
import { sk, userPk } from '../../../lib/platform/table/keys.ts'
import { s3Archive } from '../../../lib/providers/archive/s3-archive.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { dayAgo } from '../../support/habits-api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const DAY_MS = 86_400_000
const daily = (ctx: Context) =>
  createHabit(ctx, { name: 'Read', area: 'Health', habitType: 'Build', frequency: 'Daily' })
/** A context some days before or after now. */
const later = (userId: string, days: number): Context => {
  const now = () => Date.now() + days * DAY_MS
  return contextFor(userId, { now, newId: (at = now()) => newUlid(at) })
}
/** As it was for habits that were made before there were such rows. */
const forget = (userId: string, habitId: string) =>
  documentClient().send(
    new DeleteCommand({ TableName: tableName(), Key: { PK: userPk(userId), SK: sk.recentDays(habitId) } }),
  )

/** The row is what the logs and skips say, and gives the same figures as they do, now and a month later. */
const expectTrue = async (userId: string, habits: HabitRecord[], what: string) => {
  const rows = await partitionOf(userId)
  expect(violationsIn(rows), what).toEqual([])
  for (const ctx of [contextFor(userId), later(userId, 31)]) {
    const calendar = calendarIn(ctx, await loadProfile(ctx))
    const [fromRows, fromRanges] = [rows, new Map()].map((known) => figuresOf(ctx, habits, calendar, known))
    expect(await fromRows, what).toEqual(await fromRanges)
  }
  return rows
}
const heldIn = (rows: Map<string, Record<string, unknown>>, id: string) =>
  recentDaysIn(rows.get(sk.recentDays(id))).held

/** One random thing a person may do to the days of a habit. Refusals are ordinary. */
const randomCommand = async (userId: string, habitId: string, random: () => number): Promise<void> => {
  const ctx = later(userId, -Math.floor(random() * 3))
  const date = dayAgo(Math.floor(random() * 6) * (random() < 0.1 ? 120 : 1) + 3)
  const skipped = dayAgo(Math.floor(random() * 9) - 3)
  const amount = random() < 0.5 ? null : Math.ceil(random() * 4) / 2
  const commands: (() => Promise<unknown>)[] = [
    () => logDay(ctx, habitId, { date, amount }),
    () => logDay(ctx, habitId, { date, notes: `${random()}` }),
    () => updateLog(ctx, habitId, date, { amount }),
    () => updateLog(ctx, habitId, date, { notes: `${random()}` }),
    () => deleteLog(ctx, habitId, date),
    () => createSkip(ctx, habitId, { date: skipped, type: random() < 0.5 ? 'Skip' : 'Freeze' }),
    () => deleteSkip(ctx, habitId, skipped),
    () => changeProfile(ctx, { timeZone: random() < 0.5 ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago' }),
    () => (random() < 0.3 ? deleteEntity(ctx, HABIT, habitId) : Promise.resolve()),
    () => (random() < 0.3 ? forget(userId, habitId) : Promise.resolve()),
    async () => {
      const { data } = await listTrash(contextFor(userId), {})
      const one = data[Math.floor(random() * data.length)]
      if (one) await restoreEntity(ctx, one.entityType, one.id)
    },
  ]
  try {
    await commands[Math.floor(random() * commands.length)]?.()
  } catch (error) {
    if (![400, 404, 409].includes((error as { status?: number }).status ?? 0)) throw error
  }
}

describe('the row of a habit’s recent days', () => {
  it('is what logs and skips say after any sequence of commands, and gives the figures that they give', async () => {
    let days = 0
    for (let seed = 1; seed <= 8; seed++) {
      const userId = newUserId()
      const habit = await daily(later(userId, -10))
      const random = randomFrom(seed)
      for (let step = 0; step < 50; step++) await randomCommand(userId, habit.id, random)
      const rows = await expectTrue(userId, [habit], `seed ${seed}`)
      days += heldIn(rows, habit.id)?.history.logs.length ?? 0
    }
    expect(days).toBeGreaterThan(10)
  })

  it('is so when several writers go at the days of one habit at once', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const userId = newUserId()
      const habit = await daily(later(userId, -10))
      const writer = async (random: () => number) => {
        for (let step = 0; step < 20; step++) await randomCommand(userId, habit.id, random)
      }
      await Promise.all([1, 2, 3, 4].map((n) => writer(randomFrom(seed * 100 + n))))
      await expectTrue(userId, [habit], `seed ${seed}`)
    }
  })

  it('holds all of 20 days that are logged at once', async () => {
    const userId = newUserId()
    const habit = await daily(later(userId, -30))
    await Promise.all(Array.from({ length: 20 }, (_, i) => logDay(contextFor(userId), habit.id, { date: dayAgo(i) })))
    const rows = await expectTrue(userId, [habit], '20 at once')
    expect(heldIn(rows, habit.id)?.history.logs).toHaveLength(20)
  })

  it.each(['a log', 'a skip', 'a correction', 'a deletion', 'a restoration'])(
    'of a habit from before is made from logs and skips by %s, by one of two at once',
    async (what) => {
      const userId = newUserId()
      const ctx = contextFor(userId)
      const habit = await daily(later(userId, -400))
      for (const back of [390, 9, 5, 2]) await logDay(ctx, habit.id, { date: dayAgo(back), amount: 1 })
      const gone = await logDay(ctx, habit.id, { date: dayAgo(7) })
      await createSkip(ctx, habit.id, { date: dayAgo(-1), type: 'Skip' })
      await deleteLog(ctx, habit.id, dayAgo(7))
      await forget(userId, habit.id)
      await expectTrue(userId, [habit], 'without its row')
      const changes: Record<string, () => Promise<unknown>> = {
        'a log': () => logDay(ctx, habit.id, { date: dayAgo(1) }),
        'a skip': () => createSkip(ctx, habit.id, { date: dayAgo(3), type: 'Freeze' }),
        'a correction': () => updateLog(ctx, habit.id, dayAgo(2), { amount: 7 }),
        'a deletion': () => deleteLog(ctx, habit.id, dayAgo(5)),
        'a restoration': () => restoreEntity(ctx, 'habitlog', gone.id),
      }
      await Promise.all([changes[what]?.(), logDay(ctx, habit.id, { date: dayAgo(0) })])
      const { history } = heldIn(await expectTrue(userId, [habit], what), habit.id) ?? {}
      expect(history?.logs.at(-1)?.date).toBe(dayAgo(0))
      expect(history?.logs.some(({ date }) => date < dayAgo(368))).toBe(false)
    },
  )

  it('leaves days behind that are older than a year, and takes none that is too old for it', async () => {
    const userId = newUserId()
    const habit = await daily(later(userId, -800))
    await logDay(later(userId, -500), habit.id, { date: dayAgo(500) })
    expect(heldIn(await partitionOf(userId), habit.id)?.history.logs).toHaveLength(1)
    await logDay(contextFor(userId), habit.id, { date: dayAgo(0) })
    await logDay(contextFor(userId), habit.id, { date: dayAgo(450) })
    const rows = await expectTrue(userId, [habit], 'years later')
    expect(heldIn(rows, habit.id)?.history.logs.map(({ date }) => date)).toEqual([dayAgo(0)])
  })

  it('stays with a habit in the trash, and is there when that is restored', async () => {
    const userId = newUserId()
    const ctx = contextFor(userId)
    const habit = await daily(ctx)
    await logDay(ctx, habit.id, { date: dayAgo(0) })
    await deleteEntity(ctx, HABIT, habit.id)
    await restoreEntity(ctx, 'habit', habit.id)
    expect(heldIn(await expectTrue(userId, [habit], 'restored'), habit.id)?.history.logs).toHaveLength(1)
  })

  it('that differs from the log of events is drift', async () => {
    const userId = newUserId()
    const ctx = contextFor(userId)
    const habit = await daily(ctx)
    await logDay(ctx, habit.id, { date: dayAgo(0), amount: 2 })
    await createSkip(ctx, habit.id, { date: dayAgo(2), type: 'Skip' })
    const drift = async () =>
      (await replay(s3Archive(), { userId, source: 'table', now: Date.now(), deadline: Date.now() + AMPLE_MS })).drift
    expect(await drift()).toEqual([])
    const Key = { PK: userPk(userId), SK: sk.recentDays(habit.id) }
    await documentClient().send(
      new UpdateCommand({
        TableName: tableName(),
        Key,
        UpdateExpression: 'SET days = :days',
        ExpressionAttributeValues: { ':days': 'l' },
      }),
    )
    expect(await drift()).toEqual([{ row: Key.SK, problem: 'differs from the logs and skips of its habit' }])
    expect(violationsIn(await partitionOf(userId))).toHaveLength(1)
  })
})
