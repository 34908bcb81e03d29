import type { Context } from '../../platform/context.ts'
import type { Entity, Kind } from '../../platform/events/kind.ts'
import { load, loadMany } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { type Page, type Paging, slicePage } from '../../platform/lists/list.ts'
import { deleted } from '../fields.ts'
import type { Habit } from '../habits/habit.schema.ts'
import { HABIT, viewHabit } from '../habits/habit.ts'
import { type Linked, link, linkedTo, unlink } from '../links/link.service.ts'
import { withLogs } from '../metrics/metric.list.ts'
import type { Metric } from '../metrics/metric.schema.ts'
import { METRIC } from '../metrics/metric.ts'
import type { Project } from '../projects/project.schema.ts'
import { PROJECT } from '../projects/project.ts'
import { listTasks } from '../tasks/task.list.ts'
import type { Goal } from './goal.schema.ts'
import { viewGoals } from './goal.service.ts'
import { GOAL } from './goal.ts'

/** A link is stored on the other side: a task, metric, habit or project has the ids of its goals. */
type Linkable = Entity & { goalIds: string[] }

/** Links something to a goal; again changes nothing. @throws 404 when either is unknown, 409 above 10 goals. */
export const linkToGoal = <E extends Linkable>(
  ctx: Context,
  kind: Kind<E>,
  id: string,
  goalId: string,
  claim?: Claim | null,
): Promise<Linked> =>
  link(ctx, { kind, id, field: 'goalIds', target: { kind: 'goal', label: GOAL.label, id: goalId } }, claim)

/** Returns the id of what was linked. @throws 404 when either is unknown. */
export const unlinkFromGoal = async <E extends Linkable>(ctx: Context, kind: Kind<E>, id: string, goalId: string) => {
  await unlink(ctx, { kind, id, field: 'goalIds', target: { kind: 'goal', label: GOAL.label, id: goalId } })
  return deleted(id)
}

/** The tasks of a goal, under both names that clients read. @throws 404 */
export const tasksOfGoal = async (ctx: Context, goalId: string, paging: Paging) => {
  const [, page] = await Promise.all([load(ctx, GOAL, goalId), listTasks(ctx, { ...paging, goalId })])
  return page
}

/** The metrics of a goal with their newest logs. @throws 404 */
export const metricsOfGoal = async (ctx: Context, goalId: string, paging: Paging): Promise<Page<Metric>> => {
  const page = await linkedPage(ctx, METRIC, goalId, paging)
  return { ...page, data: await withLogs(ctx, page.data) }
}

/** The habits of a goal. @throws 404 */
export const habitsOfGoal = async (ctx: Context, goalId: string, paging: Paging): Promise<Page<Habit>> => {
  const page = await linkedPage(ctx, HABIT, goalId, paging)
  return { ...page, data: page.data.map(viewHabit) }
}

/** The projects of a goal. @throws 404 */
export const projectsOfGoal = (ctx: Context, goalId: string, paging: Paging): Promise<Page<Project>> =>
  linkedPage(ctx, PROJECT, goalId, paging)

/** The goals of a project with their progress. @throws 404 */
export const goalsOfProject = async (ctx: Context, projectId: string, paging: Paging): Promise<Page<Goal>> => {
  const { goalIds } = await load(ctx, PROJECT, projectId)
  const page = slicePage(ctx, { name: `goals of project ${projectId}` }, await loadMany(ctx, GOAL, goalIds), paging)
  return { ...page, data: await viewGoals(ctx, page.data) }
}

const linkedPage = async <E extends Linkable>(
  ctx: Context,
  kind: Kind<E>,
  goalId: string,
  paging: Paging,
): Promise<Page<E>> => {
  const [, rows] = await Promise.all([load(ctx, GOAL, goalId), linkedTo(ctx, kind, { kind: 'goal', id: goalId })])
  return slicePage(ctx, { name: `${kind.name} of goal ${goalId}` }, rows, paging)
}
