import * as z from 'zod'
import type { Kind } from '../../platform/events/kind.ts'
import { givenText, madeText } from '../common-fields.ts'
import { defaultsOf, described, given, type StoredOf } from '../entity-fields.ts'

const figure = () => given(() => z.number())

/** A record of one question to a model and its cost, without the question or the answer. Its event is ai.answered or ai.failed. */
const aiCallFields = {
  feature: givenText(),
  provider: madeText(),
  model: madeText(),
  outcome: described(givenText(), 'answered, or why there is no answer'),
  requests: figure(),
  inputTokens: figure(),
  outputTokens: figure(),
  costMicroDollars: figure(),
  ms: figure(),
}

export type AiCall = StoredOf<typeof aiCallFields>

export const AI_CALL: Kind<AiCall> = {
  name: 'ai',
  label: 'AI call',
  undo: 'kept',
  title: 'feature',
  defaults: defaultsOf(aiCallFields),
}
