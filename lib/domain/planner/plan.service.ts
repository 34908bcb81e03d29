import { type Context, withSource } from '../../platform/context.ts'
import { commit } from '../../platform/events/commit.ts'
import { loadMany } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { answer } from '../ai/ai.service.ts'
import { type AiData, joined } from '../ai/ai-data.ts'
import { answerBy, WRITING_MS } from '../ai/ask.ts'
import type { Models } from '../ai/model.ts'
import type { Task } from '../tasks/task.schema.ts'
import { TASK } from '../tasks/task.ts'
import { addDays } from '../time/dates.ts'
import { startOfDay } from '../time/zone.ts'
import { contentWrite, keptUntil, loadPlan, type Target } from './apply/plan.repository.ts'
import { newPlan } from './apply/stored-plan.ts'
import { withConstraints } from './facts/constraints.ts'
import { factsFor, type PlanFacts } from './facts/plan-facts.ts'
import type { DayPlan, PlanDay, ProposedPlan } from './plan.schema.ts'
import { planDay as planning } from './plan-day.feature.ts'
import { leavesOpen, planReading } from './wishes/plan-reading.feature.ts'

/**
 * Plans and keeps the plan; no task is changed. Works without any model. The claim is settled by the plan that is stored,
 * not by what a model is asked on the way.
 * @throws 400 naming endDate or a preference.
 */
export const planDay = async (
  ctx: Context,
  models: Models,
  input: PlanDay,
  claim?: Claim | null,
): Promise<AiData<DayPlan>> => {
  const started = ctx.now()
  const { result, data: _, ...by } = await proposed(ctx, models, input)
  const now = ctx.now()
  const end = startOfDay(addDays(result.endDate, 1), result.timeZone)
  const own = { id: ctx.newId(now), userId: ctx.userId, keptUntil: keptUntil(end, now) }
  const plan = { ...result, planId: own.id, expiresAt: own.keptUntil }
  const { provider, model, tokens } = by
  const stored = newPlan(own, result, { provider, model, tokens, ms: now - started }, now)
  const answered = { ...by, result: { ...plan, state: stored.after.state } }
  const writes = [contentWrite(ctx, { plan, targets: await targetsOf(ctx, result) })]
  const transaction = { changes: [stored], writes, result: { ...answered, data: answered } }
  return commit(withSource(ctx, 'ai'), transaction, claim)
}

/**
 * First a model may read what the rules of text leave open, then the solver plans, then a model may word that plan. One
 * deadline holds for both; where the first question fails the second is not asked.
 */
const proposed = async (ctx: Context, models: Models, input: PlanDay): Promise<AiData<ProposedPlan>> => {
  const facts = await factsFor(ctx, input)
  const until = answerBy(ctx)
  const asking = { ...ctx, deadline: until + WRITING_MS }
  const { first, days, zone, hints, tasks } = facts
  const wishes = { first, days, zone, hints, tasks, text: input.text ?? '' }
  const alone = planReading.core?.(wishes, { now: ctx.now(), zone }) ?? null
  const half = (until - Date.now()) / 2
  const read =
    alone && !leavesOpen(wishes, alone)
      ? null
      : await answer({ ...asking, deadline: until - half + WRITING_MS }, models, planReading, wishes)
  const { constraints = [], notUnderstood = [], efforts = [] } = read?.result ?? alone ?? {}
  const known = { ...facts, hints: withEfforts(hints, efforts) }
  const { model, ...allWindows } = planning
  const held = withConstraints(known, constraints, notUnderstood)
  const plan = await answer(asking, models, read?.fallback ? allWindows : { ...allWindows, model }, held)
  return joined(plan.result, [...(read ? [read] : []), plan])
}

const withEfforts = (hints: PlanFacts['hints'], efforts: { taskId: string; minutes: number }[]): PlanFacts['hints'] => {
  const minutes = new Map(efforts.map((one) => [one.taskId, one.minutes]))
  const others = efforts.filter(({ taskId }) => !hints.some((hint) => hint.taskId === taskId))
  return [...hints.map((hint) => ({ ...hint, minutes: hint.minutes ?? minutes.get(hint.taskId) })), ...others]
}

/** A plan that was made, with the state it is in. @throws 404 when it is unknown or has expired. */
export const readPlan = async (ctx: Context, planId: string): Promise<DayPlan> => {
  const { plan, entity } = await loadPlan(ctx, planId)
  return { ...plan, state: entity.state }
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
