import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { Id, ignored, LocalDate, Text } from '../../../fields.ts'
import { GoalStatus, TimeHorizon } from '../../../goals/goal.fields.ts'
import { type GoalWithLinks, readGoalWithLinks } from '../../../goals/goal-with-links.service.ts'
import { AnyPriority, Area } from '../../../vocabulary.ts'
import { Name } from '../../parts.ts'

/** A stored goal, or a draft of one. Stored fields take precedence over what is sent. */
export const GoalInput = z
  .strictObject({
    goalId: Id.optional(),
    goalTitle: Name.optional(),
    goalDescription: Text().nullish(),
    timeHorizon: TimeHorizon.nullish(),
    targetDate: z.union([LocalDate, z.iso.datetime({ offset: true }), z.literal('')]).nullish(),
    area: Area.nullish(),
    priority: AnyPriority.nullish(),
    status: GoalStatus.nullish(),
  })
  .refine(({ goalId, goalTitle }) => goalId !== undefined || goalTitle !== undefined, {
    path: ['goalId'],
    error: 'goalId or goalTitle is required',
  })
export type GoalInput = z.infer<typeof GoalInput>

/** A stored goal. Clients also send what they know about it; only what is stored counts. */
export const StoredGoalInput = z.strictObject({
  goalId: Id,
  ...ignored('goalTitle', 'goalDescription', 'timeHorizon', 'priority', 'status', 'createdAt', 'targetDate'),
  ...ignored('lastActivityAt', 'progress', 'linkedTasks', 'relatedGoals'),
})
export type StoredGoalInput = z.infer<typeof StoredGoalInput>

export type DraftFacts = { stored: GoalWithLinks | null; draft: GoalInput }

/** @throws 404 for a goalId that does not exist */
export const readGoalOrDraft = async (ctx: Context, draft: GoalInput): Promise<DraftFacts> => ({
  stored: draft.goalId === undefined ? null : await readGoalWithLinks(ctx, draft.goalId),
  draft,
})

export const readStoredGoal = (ctx: Context, { goalId }: StoredGoalInput): Promise<GoalWithLinks> =>
  readGoalWithLinks(ctx, goalId)
