import type { Context } from '../../platform/context.ts'
import { commit } from '../../platform/events/commit.ts'
import { loadMany } from '../../platform/events/mutate.ts'
import { answer } from '../ai/ai.service.ts'
import type { AiData } from '../ai/ai-data.ts'
import type { Models } from '../ai/model.ts'
import type { Task } from '../tasks/task.schema.ts'
import { TASK } from '../tasks/task.ts'
import { addDays } from '../time/dates.ts'
import { startOfDay } from '../time/zone.ts'
import type { DayPlan, PlanDay, ProposedPlan } from './plan.schema.ts'
import { planDay as feature } from './plan-day.feature.ts'
import { expiryOf, loadPlan, planWrite, type Target } from './plan-row.ts'

/**
 * Plans and keeps the plan; no task is changed. Works without any model.
 * @throws 400 naming endDate or a preference.
 */
export const planDay = async (ctx: Context, models: Models, input: PlanDay): Promise<AiData<DayPlan>> => {
  // The key of the request belongs to the plan that is stored at the end, not to what a model is asked on the way.
  const { result, data: _, ...by } = await answer({ ...ctx, idempotency: null }, models, feature, input)
  const now = ctx.now()
  const end = startOfDay(addDays(result.endDate, 1), result.timeZone)
  const plan: DayPlan = { ...result, planId: ctx.newId(now), state: 'proposed', expiresAt: expiryOf(end, now) }
  const answered = { ...by, result: plan }
  const targets = await targetsOf(ctx, result)
  return commit(ctx, {
    changes: [],
    writes: [planWrite(ctx, { plan, targets, state: 'proposed' })],
    result: { ...answered, data: answered },
  })
}

/** A plan that was made, with the state it is in. @throws 404 when it is unknown or has expired. */
export const readPlan = async (ctx: Context, planId: string): Promise<DayPlan> => {
  const { plan, state } = await loadPlan(ctx, planId)
  return { ...plan, state }
}

/** A task in parts gets the time of its first block; its aiContext names the others. Locked tasks have their time. */
const targetsOf = async (ctx: Context, { scheduledTasks, timeZone }: ProposedPlan): Promise<Target[]> => {
  const rows = Map.groupBy(
    scheduledTasks.filter(({ locked }) => !locked),
    ({ taskId }) => taskId,
  )
  const tasks = await loadMany(ctx, TASK, [...rows.keys()])
  return tasks.map((task) => targetOf(task, rows.get(task.id) ?? [], timeZone))
}

const targetOf = (task: Task, blocks: ProposedPlan['scheduledTasks'], zone: string): Target => {
  const [first] = blocks
  const when = blocks.map(({ startTime, endTime }) => `${shown(startTime, zone)} to ${shown(endTime, zone)}`)
  const parts = blocks.length > 1 ? ` In ${blocks.length} parts: ${when.join('; ')}.` : ''
  return {
    taskId: task.id,
    scheduledStart: first?.startTime ?? null,
    scheduledEnd: first?.endTime ?? null,
    aiContext: `${first?.rationale ?? ''}${parts}`,
    seen: { scheduledStart: task.scheduledStart, scheduledEnd: task.scheduledEnd },
  }
}

const shown = (instant: string, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
    Date.parse(instant),
  )
