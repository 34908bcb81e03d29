import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { listActivity } from '../../../lib/domain/activity/activity.service.ts'
import { createGoal } from '../../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { completeTask, createTask, readTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { deleteEntity } from '../../../lib/domain/trash/trash.service.ts'
import { undo } from '../../../lib/domain/undo/undo.service.ts'
import { undoTokenOf } from '../../../lib/domain/undo/undo-token.ts'
import { readBalance } from '../../../lib/domain/wallet/wallet.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { contextFor } from '../../support/context.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

const body = (title: string) => ({ title, area: 'Health' as const })
const person = () => {
  const userId = randomUUID()
  const by = async <R>(work: (ctx: Context) => Promise<R>): Promise<{ result: R; token: string }> => {
    const ctx = contextFor(userId)
    const token = undoTokenOf({ requestId: ctx.requestId, since: ctx.now() })
    return { result: await work(ctx), token }
  }
  return { userId, by, undo: (token: string) => undo(contextFor(userId), token) }
}
const conflictOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error,
  )

it('what was changed since is named, and nothing is undone', async () => {
  const me = person()
  const { result: task } = await me.by((ctx) => createTask(ctx, { ...body('one'), pointValue: 5 }))
  const { token } = await me.by((ctx) => completeTask(ctx, task.id))
  await me.by((ctx) => updateTask(ctx, task.id, { status: 'Blocked' }))
  const before = await partitionOf(me.userId)
  expect(await conflictOf(me.undo(token))).toMatchObject({
    status: 409,
    code: 'UNDO_CONFLICT',
    details: [{ entityType: 'task', entityId: task.id, currentVersion: 3 }],
  })
  expect(await partitionOf(me.userId)).toEqual(before)
})

it('another field that was changed since stays changed', async () => {
  const me = person()
  const { result: task } = await me.by((ctx) => createTask(ctx, { ...body('one'), pointValue: 5 }))
  const { token } = await me.by((ctx) => completeTask(ctx, task.id))
  await me.by((ctx) => updateTask(ctx, task.id, { notes: 'kept' }))
  await me.undo(token)
  expect(await readTask(contextFor(me.userId), task.id)).toMatchObject({ status: 'Not Started', notes: 'kept' })
  expect(await readBalance(contextFor(me.userId), true)).toMatchObject({
    totalPoints: 0,
    lifetimeEarned: 0,
    lifetimeSpent: 0,
  })
})

it('what was created stays where something else links to it by now, which is named', async () => {
  const me = person()
  const { result: goal, token } = await me.by((ctx) =>
    createGoal(ctx, { title: 'g', area: 'Health', priority: 'P2' } as never),
  )
  const { result: task } = await me.by((ctx) => createTask(ctx, { ...body('one'), goalIds: [goal.id] }))
  const error = await conflictOf(me.undo(token))
  expect(error).toMatchObject({ code: 'UNDO_CONFLICT', details: [{ entityId: goal.id, loc: ['task', 'goalIds'] }] })
  expect(error.details[0].msg).toContain(task.id)
})

it('is done once of ten at the same time, and can be undone itself', async () => {
  const me = person()
  const { result: task } = await me.by((ctx) => createTask(ctx, { ...body('one'), pointValue: 5 }))
  const { token } = await me.by((ctx) => completeTask(ctx, task.id))
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => me.undo(token)))
  const done = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(done).toHaveLength(1)
  expect(answers.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual(
    Array(9).fill('UNDO_CONFLICT'),
  )
  expect(await readBalance(contextFor(me.userId), true)).toMatchObject({ totalPoints: 0 })
  await me.undo(done[0]?.undoToken ?? '')
  expect(await readTask(contextFor(me.userId), task.id)).toMatchObject({ status: 'Done', pointsPaid: 5 })
  expect(await readBalance(contextFor(me.userId), true)).toMatchObject({ totalPoints: 5, lifetimeEarned: 5 })
  expect(violationsIn(await partitionOf(me.userId))).toEqual([])
})

it('another person’s token, one that was forged and one of nothing are unknown alike', async () => {
  const [me, other] = [person(), person()]
  const { token } = await me.by((ctx) => createTask(ctx, body('mine')))
  const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`
  for (const [who, what] of [
    [other, token],
    [me, forged],
    [me, 'x'],
    [me, ''],
  ] as const)
    expect(await conflictOf(who.undo(what))).toMatchObject({ status: 404, message: 'Change not found' })
})

it('after a day it is too late', async () => {
  const me = person()
  const { token } = await me.by((ctx) => createTask(ctx, body('old')))
  const later = contextFor(me.userId, { now: () => Date.now() + 24 * 3_600_000 + 1_000 })
  expect(await conflictOf(undo(later, token))).toMatchObject({ status: 409, code: 'UNDO_EXPIRED' })
})

/** A goal that 60 tasks link to, deleted: more than one transaction. */
const deletedGoal = async () => {
  const me = person()
  const { result: goal } = await me.by((ctx) =>
    createGoal(ctx, { title: 'big', area: 'Health', priority: 'P2' } as never),
  )
  const tasks: string[] = []
  for (let i = 0; i < 60; i++)
    tasks.push((await me.by((ctx) => createTask(ctx, { ...body(`t${i}`), goalIds: [goal.id] }))).result.id)
  const { token } = await me.by((ctx) => deleteEntity(ctx, GOAL, goal.id))
  return { me, goal, tasks, token }
}

/** The call after which some of the tasks are linked again, and others not. */
const SECOND_TRANSACTION = 80

let restore: (() => void) | null = null
afterEach(() => restore?.())

it('what takes several transactions is finished by a repeat after crashes, here every seventh call later', async () => {
  const { me, goal, tasks, token } = await deletedGoal()
  restore = crashTable()
  let crashes = 0
  for (let call = 1; ; call += 7) {
    const { ended } = await dyingAt(call, { after: call % 2 === 0 }, () => me.undo(token))
    if (ended) break
    crashes += 1
  }
  expect(crashes).toBeGreaterThan(2)
  const linked = await Promise.all(tasks.map((id) => readTask(contextFor(me.userId), id)))
  expect(linked.every(({ goalIds }) => goalIds[0] === goal.id)).toBe(true)
  expect(violationsIn(await partitionOf(me.userId))).toEqual([])
})

it('a conflict that turns up after the first transaction takes back what was undone', async () => {
  const { me, tasks, token } = await deletedGoal()
  restore = crashTable()
  expect(await dyingAt(SECOND_TRANSACTION, { after: false }, () => me.undo(token))).toMatchObject({ ended: false })
  const half = await Promise.all(tasks.map((id) => readTask(contextFor(me.userId), id)))
  expect(half.some(({ goalIds }) => goalIds.length > 0)).toBe(true)
  const untouched = half.find(({ goalIds }) => goalIds.length === 0)
  const { result: goal } = await me.by((ctx) =>
    createGoal(ctx, { title: 'new', area: 'Health', priority: 'P2' } as never),
  )
  await me.by((ctx) => updateTask(ctx, untouched?.id ?? '', { goalIds: [goal.id] }))
  expect(await conflictOf(me.undo(token))).toMatchObject({ code: 'UNDO_CONFLICT' })
  const after = await Promise.all(tasks.map((id) => readTask(contextFor(me.userId), id)))
  expect(after.filter(({ goalIds }) => goalIds.length > 0).map(({ id }) => id)).toEqual([untouched?.id])
  expect(violationsIn(await partitionOf(me.userId))).toEqual([])
})

it('activity says each request in words, newest first, page by page, with what undoes it', async () => {
  const me = person()
  const { result: task } = await me.by((ctx) => createTask(ctx, { ...body('Write the report'), pointValue: 25 }))
  const { token } = await me.by((ctx) => completeTask(ctx, task.id))
  for (let i = 0; i < 3; i++) await me.by((ctx) => createTask(ctx, body(`more ${i}`)))
  await me.undo(token)
  const found: { summary: string; isUndone: boolean; undoToken: string | null }[] = []
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const page = await listActivity(contextFor(me.userId), { pageSize: 2, cursor })
    expect(page.data.length).toBeLessThanOrEqual(2)
    found.push(...page.data)
    cursor = page.nextCursor ?? undefined
  }
  expect(found.map(({ summary }) => summary)).toEqual([
    'Gave back task “Write the report”, −25 points',
    'Created task “more 2”',
    'Created task “more 1”',
    'Created task “more 0”',
    'Completed task “Write the report”, +25 points',
    'Created task “Write the report”',
  ])
  expect(found.map(({ isUndone }) => isUndone)).toEqual([false, false, false, false, true, false])
  expect(found.map(({ undoToken }) => undoToken !== null)).toEqual([true, true, true, true, false, true])
  await me.undo(found[1]?.undoToken ?? '')
})
