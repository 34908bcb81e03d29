import * as z from 'zod'
import { DateOrInstant, Id, Ids, LocalDate, Text } from '../fields.ts'
import { Priority } from '../vocabulary.ts'
import { TextConstraint } from './facts/constraint.schema.ts'
import { UpdatePlannerPreferences } from './settings/planner-settings.schema.ts'

export const MAX_DAYS = 7
export const MAX_TASKS = 200

const Hint = z
  .strictObject({
    taskId: Id,
    minutes: z.number().int().min(5).max(10_000).optional().describe('Instead of the task’s size'),
    startAfter: DateOrInstant.optional().describe('It must not begin before'),
    deadline: DateOrInstant.optional().describe('It must be finished by then: the end of a day, or an instant'),
    dueIsHard: z.boolean().optional().describe('Its due date is such a deadline'),
    locked: z.boolean().optional().describe('It stays exactly at its scheduledStart and scheduledEnd'),
  })
  .meta({ id: 'PlanHint' })

export const PlanDay = z
  .strictObject({
    date: LocalDate.optional().describe('The first day, in the person’s time zone; today when absent'),
    endDate: LocalDate.optional().describe(`The last day; up to ${MAX_DAYS} days in all`),
    taskIds: Ids(MAX_TASKS).optional().describe('Tasks to plan; every open one when absent'),
    tasks: z.array(Hint).max(MAX_TASKS).optional().describe('What holds for single tasks in this plan'),
    text: Text(2_000)
      .optional()
      .describe('What else holds, in words: "no meetings before 10, keep Friday afternoon free, gym at 6pm"'),
    preferences: UpdatePlannerPreferences.optional().describe('Instead of the stored ones, for this plan'),
  })
  .meta({ id: 'PlanDay' })
export type PlanDay = z.infer<typeof PlanDay>

export const Constraint = z
  .enum([
    'dependency',
    'cycle',
    'finished',
    'notFound',
    'asked',
    'workingHours',
    'deadline',
    'startAfter',
    'focusHours',
    'buffer',
    'blockLength',
    'events',
    'otherTasks',
    'time',
  ])
  .meta({ id: 'PlanConstraint' })
export type Constraint = z.infer<typeof Constraint>

export const ScheduledTask = z
  .object({
    taskId: z.string(),
    title: z.string(),
    priority: Priority,
    startTime: z.iso.datetime(),
    endTime: z.iso.datetime(),
    part: z.number().int().describe('Which block of the task this is, from 1'),
    parts: z.number().int(),
    locked: z.boolean(),
    rationale: z.string(),
    reasons: z.array(z.string()),
  })
  .meta({ id: 'ScheduledTask' })
export type ScheduledTask = z.infer<typeof ScheduledTask>

export const UnscheduledTask = z
  .object({
    taskId: z.string(),
    title: z.string(),
    reason: z.string(),
    constraint: Constraint.describe('The one rule without which the task would have its place'),
    blockedBy: z.array(z.string()).describe('Ids of the tasks or events in its way'),
  })
  .meta({ id: 'UnscheduledTask' })
export type UnscheduledTask = z.infer<typeof UnscheduledTask>

/** A plan as it is computed; a model may only write its words. */
export const ProposedPlan = z.object({
  date: z.string(),
  endDate: z.string(),
  timeZone: z.string(),
  scheduledTasks: z.array(ScheduledTask),
  unscheduledTasks: z.array(UnscheduledTask),
  constraints: z.array(TextConstraint).describe('What was understood of the text; the plan holds it'),
  notUnderstood: z.array(z.string()).describe('Parts of the text that the plan does not hold'),
  rationale: z.string(),
  insights: z.array(z.string()),
  warnings: z.array(z.string()),
  score: z.number().min(0).max(100).describe('The objective, as a share of what all tasks at their best would give'),
})
export type ProposedPlan = z.infer<typeof ProposedPlan>

export const PlanState = z.enum(['proposed', 'applying', 'applied', 'reverting', 'reverted'])
export type PlanState = z.infer<typeof PlanState>

export const DayPlan = ProposedPlan.extend({
  planId: z.string(),
  state: PlanState,
  expiresAt: z.iso.datetime().describe('Until then it can be applied and reverted'),
}).meta({ id: 'DayPlan' })
export type DayPlan = z.infer<typeof DayPlan>

const PlanConflict = z.object({
  taskId: z.string(),
  reason: z
    .enum(['deleted', 'finished', 'changed'])
    .describe('"changed": its schedule was set by hand meanwhile, and stays'),
})
export type PlanConflict = z.infer<typeof PlanConflict>

export const PlanOutcome = z
  .object({
    planId: z.string(),
    state: PlanState,
    tasks: z.array(z.string()).describe('Tasks that were changed'),
    conflicts: z.array(PlanConflict).describe('Tasks that were left as they are'),
  })
  .meta({ id: 'PlanOutcome' })
export type PlanOutcome = z.infer<typeof PlanOutcome>
