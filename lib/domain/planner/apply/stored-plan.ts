import { type Change, create } from '../../../platform/events/change.ts'
import type { Entity, Kind } from '../../../platform/events/kind.ts'
import type { PlanState, ProposedPlan } from '../plan.schema.ts'

/** What the log keeps of a plan: its figures and what became of it. What it says is in a row of its own that expires with it. */
export type StoredPlan = Entity & {
  state: PlanState
  date: string
  endDate: string
  tasksScheduled: number
  tasksUnscheduled: number
  provider: string
  model: string
  /** What models took for it, in and out. */
  tokens: number
  /** How long planning took. */
  ms: number
  /** Until then it can be applied and reverted. */
  keptUntil: string
}

export const PLAN: Kind<StoredPlan> = {
  name: 'plan',
  label: 'Plan',
  undo: 'kept',
  counted: false,
  defaults: {},
  expires: ({ keptUntil }) => keptUntil,
}

/** Who planned, and what that took. */
export type Effort = Pick<StoredPlan, 'provider' | 'model' | 'tokens' | 'ms'>

/** A new plan, whose event is plan.proposed. `at`: epoch ms. */
export const newPlan = (
  own: { id: string; userId: string; keptUntil: string },
  { date, endDate, scheduledTasks, unscheduledTasks }: ProposedPlan,
  effort: Effort,
  at: number,
): Change<StoredPlan> => {
  const tasksScheduled = new Set(scheduledTasks.map(({ taskId }) => taskId)).size
  const figures = { date, endDate, tasksScheduled, tasksUnscheduled: unscheduledTasks.length }
  return create(PLAN, { ...own, ...figures, ...effort, state: 'proposed' }, at, 'proposed')
}
