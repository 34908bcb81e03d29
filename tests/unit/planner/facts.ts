import type { KnownTask, PlanFacts } from '../../../lib/domain/planner/facts/plan-facts.ts'
import { DEFAULT_SETTINGS } from '../../../lib/domain/planner/settings/planner-settings.fields.ts'

/** An open task of half an hour that asks for nothing. */
export const taskOf = (fields: Partial<KnownTask> & { id: string }): KnownTask => ({
  title: fields.id,
  priority: 'P3',
  status: 'Not Started',
  size: 30,
  dueDate: null,
  scheduledDate: null,
  scheduledStart: null,
  scheduledEnd: null,
  dependsOnIds: [],
  planned: false,
  ...fields,
})

/** One day, in which nothing is known but what `fields` say. */
export const factsOf = (fields: Partial<PlanFacts>): PlanFacts => ({
  first: '2026-03-02',
  days: 1,
  zone: 'UTC',
  settings: DEFAULT_SETTINGS,
  tasks: [],
  openElsewhere: [],
  events: [],
  hints: [],
  constraints: [],
  notUnderstood: [],
  unknown: [],
  leftOut: 0,
  ...fields,
})
