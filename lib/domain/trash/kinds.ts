import type { Entity, Kind } from '../../platform/events/kind.ts'
import { AI_CALL } from '../ai/ai-call.ts'
import { CALENDAR_EVENT } from '../calendar/calendar-event.ts'
import { GOAL_ACTIVITY } from '../goals/activity.ts'
import { GOAL } from '../goals/goal.ts'
import { HABIT } from '../habits/habit.ts'
import { HABIT_LOG } from '../habits/habit-log.ts'
import { HABIT_SKIP } from '../habits/habit-skip.ts'
import { LOGBOOK } from '../logbook/logbook.ts'
import { METRIC } from '../metrics/metric.ts'
import { METRIC_LOG } from '../metrics/metric-log.ts'
import { METRIC_MILESTONE } from '../metrics/milestone.ts'
import { PLANNER_PREFERENCES } from '../planner/preferences.ts'
import { FEATURE_CONFIG } from '../preferences/feature-config.ts'
import { PROFILE } from '../profile/profile.ts'
import { PROJECT } from '../projects/project.ts'
import { WEEKLY_REVIEW } from '../reviews/weekly-review.ts'
import { REDEMPTION, REWARD } from '../rewards/reward.ts'
import { TASK } from '../tasks/task.ts'
import { TRANSACTION } from '../wallet/ledger.ts'

/**
 * Every kind of entity there is: what replays, links and the trash work on by name. Their own modules know the types;
 * here only what all entities share matters.
 */
export const KINDS = [
  CALENDAR_EVENT,
  AI_CALL,
  FEATURE_CONFIG,
  GOAL,
  GOAL_ACTIVITY,
  HABIT,
  HABIT_LOG,
  HABIT_SKIP,
  LOGBOOK,
  METRIC,
  METRIC_LOG,
  METRIC_MILESTONE,
  PLANNER_PREFERENCES,
  PROFILE,
  PROJECT,
  REDEMPTION,
  REWARD,
  TASK,
  TRANSACTION,
  WEEKLY_REVIEW,
] as unknown as Kind<Entity>[]

export const kindNamed = (name: string): Kind<Entity> | undefined => KINDS.find((kind) => kind.name === name)
