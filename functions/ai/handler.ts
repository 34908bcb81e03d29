import { answer } from '../../lib/domain/ai/ai.service.ts'
import { breakdown } from '../../lib/domain/ai/breakdown.ts'
import { generateCourse } from '../../lib/domain/ai/course-generation.ts'
import type { AnyFeature } from '../../lib/domain/ai/feature.ts'
import type { SkeletonInput } from '../../lib/domain/ai/features/courses/course-skeleton.ts'
import { FEATURES } from '../../lib/domain/ai/features.ts'
import { limitAi } from '../../lib/domain/ai/limit.ts'
import { readUsage } from '../../lib/domain/ai/usage.repository.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import type { Handlers } from '../../lib/platform/http/route.ts'
import { s3Files } from '../../lib/providers/files/s3-files.ts'
import { models } from '../../lib/providers/llm/models.ts'
import { routes } from './routes.ts'

const texts = s3Files()

type FeatureHandlers = Pick<Handlers<typeof routes>, keyof typeof FEATURES>
type FeatureHandler = FeatureHandlers[keyof FeatureHandlers]

/** Arithmetic is free: only what may ask a model counts. */
const handlerOf =
  (feature: AnyFeature): FeatureHandler =>
  async ({ ctx, claim, body, reportLimit }) => {
    if (feature.model) reportLimit(await limitAi(ctx))
    return answer({ ...ctx, texts }, models, feature, body, claim)
  }

const featureHandlers = Object.fromEntries(
  Object.entries(FEATURES).map(([name, { feature }]) => [name, handlerOf(feature as AnyFeature)]),
) as FeatureHandlers

export const handler = httpLambda(routes, {
  ...featureHandlers,
  courseSkeleton: async ({ ctx, claim, body, reportLimit }) => {
    reportLimit(await limitAi(ctx))
    return generateCourse(ctx, models, body as SkeletonInput, claim)
  },
  breakdown: async ({ ctx, claim, body, reportLimit }) => {
    reportLimit(await limitAi(ctx))
    return breakdown(ctx, models, body, claim)
  },
  readAiUsage: ({ ctx, query }) => readUsage(ctx, query.period),
})
