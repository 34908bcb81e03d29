import { deleteNoteDraft, readNoteDraft, saveNoteDraft } from '../../lib/domain/preferences/draft.service.ts'
import * as featureConfigs from '../../lib/domain/preferences/feature-config.service.ts'
import { areas, readMode, setMode } from '../../lib/domain/preferences/preferences.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  readMode: ({ ctx }) => readMode(ctx),
  setMode: ({ ctx, claim, body }) => setMode(ctx, body.mode, claim),
  listFeatureConfigs: ({ ctx }) => featureConfigs.listFeatureConfigs(ctx),
  setFeatureConfig: ({ ctx, claim, params, body }) => featureConfigs.setFeatureConfig(ctx, params.feature, body, claim),
  resetFeatureConfig: ({ ctx, params }) => featureConfigs.resetFeatureConfig(ctx, params.feature),
  readNoteDraft: ({ ctx }) => readNoteDraft(ctx),
  saveNoteDraft: ({ ctx, claim, body }) => saveNoteDraft(ctx, body, claim),
  deleteNoteDraft: ({ ctx }) => deleteNoteDraft(ctx),
  readVocabulary: () => areas,
})
