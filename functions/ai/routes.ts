import type * as z from 'zod'
import { aiData } from '../../lib/domain/ai/ai-data.ts'
import { Breakdown, BreakdownInput } from '../../lib/domain/ai/breakdown.ts'
import type { AnyFeature } from '../../lib/domain/ai/feature.ts'
import { FEATURES } from '../../lib/domain/ai/features.ts'
import { AiUsage, AiUsageQuery } from '../../lib/domain/ai/usage.schema.ts'
import type { Route, RouteTable } from '../../lib/platform/http/route.ts'

const tags = ['ai']
/** 404: an entity named in the body. 429 is also AI_BUDGET_EXCEEDED: the tokens of the month are used up. */
const errors = ['NOT_FOUND', 'LLM_NOT_CONFIGURED', 'LLM_ERROR', 'RATE_LIMITED']

type FeatureRoute = Route & { method: 'POST'; body: z.ZodType; status: 200 }

const routeOf = ({ path, feature }: { path: string; feature: AnyFeature }): FeatureRoute => ({
  method: 'POST',
  path,
  summary: feature.summary,
  ...(feature.core && { description: 'Answered without a language model where none is configured.' }),
  tags,
  body: feature.input,
  ...(feature.input.safeParse({}).success && { bodyOptional: true }),
  status: 200,
  response: aiData(feature.output),
  errors: feature.model ? errors : ['NOT_FOUND'],
})

const featureRoutes = Object.fromEntries(
  Object.entries(FEATURES).map(([name, served]) => [name, routeOf(served as { path: string; feature: AnyFeature })]),
) as Record<keyof typeof FEATURES, FeatureRoute>

export const routes = {
  ...featureRoutes,
  breakdown: {
    method: 'POST',
    path: '/ai/tasks/breakdown',
    summary: 'Break a task down into steps, or judge a project',
    description: 'With projectId: health, risks and suggested tasks in one answer.',
    tags,
    body: BreakdownInput,
    status: 200,
    response: Breakdown,
    errors,
  },
  readAiUsage: {
    method: 'GET',
    path: '/ai/usage',
    summary: 'Read what the AI features have used',
    tags,
    query: AiUsageQuery,
    status: 200,
    response: AiUsage,
  },
} satisfies RouteTable
