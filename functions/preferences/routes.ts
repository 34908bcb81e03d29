import * as z from 'zod'
import { Deleted } from '../../lib/domain/fields.ts'
import { AiFeature } from '../../lib/domain/preferences/features.ts'
import {
  AreaWithSubCategories,
  FeatureConfig,
  FeatureConfigs,
  ModeChoice,
  NoteDraft,
} from '../../lib/domain/preferences/preferences.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const FeaturePath = z.object({ feature: AiFeature })

const tags = ['preferences']

export const routes = {
  readMode: {
    method: 'GET',
    path: '/preferences/mode',
    summary: 'Read the mode',
    tags,
    status: 200,
    response: ModeChoice,
  },
  setMode: {
    method: 'POST',
    path: '/preferences/mode',
    summary: 'Set the mode',
    tags,
    body: ModeChoice,
    status: 200,
    response: z.null(),
  },
  listFeatureConfigs: {
    method: 'GET',
    path: '/preferences/feature-configs',
    summary: 'Read which models were chosen for AI features',
    tags,
    status: 200,
    response: FeatureConfigs,
    description: 'Features without a choice are left out: the defaults hold for them.',
  },
  setFeatureConfig: {
    method: 'POST',
    path: '/preferences/feature-configs/{feature}',
    summary: 'Choose a model for an AI feature',
    tags,
    params: FeaturePath,
    body: FeatureConfig,
    status: 200,
    response: FeatureConfig,
  },
  resetFeatureConfig: {
    method: 'DELETE',
    path: '/preferences/feature-configs/{feature}',
    summary: 'Go back to the default model of an AI feature',
    tags,
    params: FeaturePath,
    status: 200,
    response: Deleted,
  },
  readNoteDraft: {
    method: 'GET',
    path: '/drafts/notes',
    summary: 'Read the note draft',
    tags,
    status: 200,
    response: NoteDraft.nullable(),
    description: 'Null when there is none.',
  },
  saveNoteDraft: {
    method: 'POST',
    path: '/drafts/notes',
    summary: 'Save the note draft',
    tags,
    body: NoteDraft,
    status: 200,
    response: NoteDraft,
    description: 'There is one draft; the last one to save wins.',
  },
  deleteNoteDraft: {
    method: 'DELETE',
    path: '/drafts/notes',
    summary: 'Discard the note draft',
    tags,
    status: 200,
    response: Deleted,
  },
  readVocabulary: {
    method: 'GET',
    path: '/vocabulary',
    summary: 'List the areas of life and their sub-categories',
    tags,
    status: 200,
    response: z.array(AreaWithSubCategories),
  },
} satisfies RouteTable
