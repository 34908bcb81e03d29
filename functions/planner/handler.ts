import { limitAi } from '../../lib/domain/ai/limit.ts'
import * as applying from '../../lib/domain/planner/apply/apply.service.ts'
import * as plans from '../../lib/domain/planner/plan.service.ts'
import * as settings from '../../lib/domain/planner/settings/planner-settings.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { models } from '../../lib/providers/llm/models.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  readPlannerPreferences: ({ ctx }) => settings.readPlannerSettings(ctx),
  updatePlannerPreferences: ({ ctx, body }) => settings.updatePlannerSettings(ctx, body),
  replacePlannerPreferences: ({ ctx, body }) => settings.replacePlannerSettings(ctx, body),
  planDay: async ({ ctx, claim, body, reportLimit }) => {
    reportLimit(await limitAi(ctx))
    return plans.planDay(ctx, models, body, claim)
  },
  readPlan: ({ ctx, params }) => plans.readPlan(ctx, params.planId),
  applyPlan: ({ ctx, claim, params }) => applying.applyPlan(ctx, params.planId, claim),
  revertPlan: ({ ctx, claim, params }) => applying.revertPlan(ctx, params.planId, claim),
})
