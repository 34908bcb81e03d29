import type { Entity, Kind } from '../../platform/events/kind.ts'
import { AI_CALL } from '../ai/ai-call.ts'
import { SUBSCRIPTION } from '../billing/subscription.kind.ts'
import { CALENDAR_EVENT } from '../calendar/calendar-event.ts'
import { CALENDAR_FEED } from '../calendar/feeds/feed.ts'
import { CALENDAR_SYNC } from '../calendar/sync/calendar-sync.kind.ts'
import { CALENDAR_CONNECTION } from '../calendar/sync/connection.kind.ts'
import { GOAL_ACTIVITY } from '../goals/activity.ts'
import { GOAL } from '../goals/goal.ts'
import { HABIT } from '../habits/habit.ts'
import { HABIT_LOG } from '../habits/habit-log.ts'
import { HABIT_SKIP } from '../habits/habit-skip.ts'
import { AREA } from '../knowledge/areas/area.ts'
import { COURSE } from '../knowledge/courses/course.ts'
import { DECK } from '../knowledge/decks/deck.ts'
import { VAULT_ITEM } from '../knowledge/items/item.kind.ts'
import { RESOURCE } from '../knowledge/resources/resource.ts'
import { CARD_REVIEW } from '../knowledge/reviews/review.kind.ts'
import { SKILL } from '../knowledge/skills/skill.ts'
import { LOGBOOK } from '../logbook/logbook.ts'
import { MARKDOWN_FILE } from '../markdown-files/markdown-file.kind.ts'
import { METRIC } from '../metrics/metric.ts'
import { METRIC_LOG } from '../metrics/metric-log.kind.ts'
import { METRIC_MILESTONE } from '../metrics/milestone.ts'
import { PLAN } from '../planner/apply/stored-plan.ts'
import { PLANNER_SETTINGS } from '../planner/settings/planner-settings.ts'
import { FEATURE_CONFIG } from '../preferences/feature-config.ts'
import { PROFILE } from '../profile/profile.ts'
import { PROJECT } from '../projects/project.ts'
import { WEEKLY_REVIEW } from '../reviews/weekly-review.ts'
import { REDEMPTION } from '../rewards/redemption.kind.ts'
import { REWARD } from '../rewards/reward.ts'
import { TASK } from '../tasks/task.ts'
import { TRANSACTION } from '../wallet/ledger.ts'

/**
 * Every kind of entity: the one list that a new kind is added to. The trash, search, the projections and replay find
 * kinds here by name or by the key of a row. Only they and the functions import this folder: it knows every domain.
 */
export const KINDS: Kind<Entity>[] = [
  CALENDAR_CONNECTION,
  CALENDAR_EVENT,
  CALENDAR_FEED,
  CALENDAR_SYNC,
  AI_CALL,
  AREA,
  CARD_REVIEW,
  COURSE,
  DECK,
  FEATURE_CONFIG,
  GOAL,
  GOAL_ACTIVITY,
  HABIT,
  HABIT_LOG,
  HABIT_SKIP,
  LOGBOOK,
  MARKDOWN_FILE,
  METRIC,
  METRIC_LOG,
  METRIC_MILESTONE,
  PLAN,
  PLANNER_SETTINGS,
  PROFILE,
  PROJECT,
  REDEMPTION,
  RESOURCE,
  REWARD,
  SKILL,
  SUBSCRIPTION,
  TASK,
  TRANSACTION,
  VAULT_ITEM,
  WEEKLY_REVIEW,
]
