import * as z from 'zod'
import { Text, Title } from '../fields.ts'
import { Mode } from '../profile/profile.fields.ts'
import { Area, SubCategory } from '../vocabulary.ts'
import { AiFeature, LlmProvider } from './features.ts'

export const ModeChoice = z.strictObject({ mode: Mode }).meta({ id: 'ModeChoice' })

/** The model that a person chose for one AI feature. */
export const FeatureConfig = z.strictObject({ provider: LlmProvider, model: Title(200) }).meta({ id: 'FeatureConfig' })
export type FeatureConfig = z.infer<typeof FeatureConfig>

/** Only features with a chosen model; the others have their defaults. */
export const FeatureConfigs = z.partialRecord(AiFeature, FeatureConfig).meta({ id: 'FeatureConfigs' })

/** With its keys it still fits one item of the table (400 KB). */
const MAX_DRAFT_BYTES = 380_000

/** A note that is being written: unfinished, so only its size is checked. */
export const NoteDraft = z
  .strictObject({
    title: Text(2_000).default(''),
    content: Text(MAX_DRAFT_BYTES).default(''),
    area: Text(100).default(''),
    sourceUrl: Text(4_000).default(''),
    tags: z.array(Text(200)).max(200).default([]),
    linkedItems: z.array(Text(200)).max(1_000).default([]),
  })
  .refine((draft) => new TextEncoder().encode(JSON.stringify(draft)).length <= MAX_DRAFT_BYTES, {
    path: ['content'],
    error: `The draft must not exceed ${MAX_DRAFT_BYTES} bytes`,
  })
  .meta({ id: 'NoteDraft' })
export type NoteDraft = z.infer<typeof NoteDraft>

export const AreaWithSubCategories = z
  .object({ name: Area, subCategories: z.array(SubCategory) })
  .meta({ id: 'AreaWithSubCategories' })
