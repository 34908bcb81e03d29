import * as z from 'zod'
import { aiData } from '../../lib/domain/ai/ai-data.ts'
import { Id } from '../../lib/domain/fields.ts'
import { DayPlan, PlanDay, PlanOutcome } from '../../lib/domain/planner/plan.schema.ts'
import {
  PlannerPreferences,
  ReplacePlannerPreferences,
  UpdatePlannerPreferences,
} from '../../lib/domain/planner/settings/planner-settings.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const PlanPath = z.object({ planId: Id })
const tags = ['planner']

export const routes = {
  readPlannerPreferences: {
    method: 'GET',
    path: '/planner/preferences',
    summary: 'Read how days are planned',
    tags,
    status: 200,
    response: PlannerPreferences,
  },
  updatePlannerPreferences: {
    method: 'PATCH',
    path: '/planner/preferences',
    summary: 'Change how days are planned',
    tags,
    body: UpdatePlannerPreferences,
    status: 200,
    response: PlannerPreferences,
  },
  replacePlannerPreferences: {
    method: 'PUT',
    path: '/planner/preferences',
    summary: 'Replace how days are planned',
    tags,
    body: ReplacePlannerPreferences,
    status: 200,
    response: PlannerPreferences,
    description: 'Like PATCH, but what is not sent goes back to its default.',
  },
  planDay: {
    method: 'POST',
    path: '/ai/plan-day',
    summary: 'Propose a plan for up to seven days',
    tags,
    body: PlanDay,
    bodyOptional: true,
    status: 200,
    response: aiData(DayPlan),
    description:
      'A dry run: no task is changed until the plan is applied. Works without any language model; one only words the explanations.',
  },
  readPlan: {
    method: 'GET',
    path: '/ai/plan-day/{planId}',
    summary: 'Read a plan',
    tags,
    params: PlanPath,
    status: 200,
    response: DayPlan,
  },
  applyPlan: {
    method: 'POST',
    path: '/ai/plan-day/{planId}/apply',
    summary: 'Give tasks the times of a plan',
    tags,
    params: PlanPath,
    status: 200,
    response: PlanOutcome,
    description: 'Again after a failure it goes on where it stopped. Tasks changed meanwhile are left alone and named.',
  },
  revertPlan: {
    method: 'POST',
    path: '/ai/plan-day/{planId}/revert',
    summary: 'Undo what applying a plan changed',
    tags,
    params: PlanPath,
    status: 200,
    response: PlanOutcome,
  },
} satisfies RouteTable
