import type * as z from 'zod'
import type { Context } from '../../platform/context.ts'
import type { AiFeature } from '../preferences/features.ts'
import type { Moment } from '../time/moment.ts'

/**
 * One AI feature: I is what a client sends, F the facts read for it, A what a model is asked for, O what is answered.
 * It reads and suggests; nothing here can write.
 */
export type Feature<I, F, A extends object, O> = {
  /** Names it in usage, cache and events. */
  name: string
  /** The feature in whose name a person chooses the model. */
  choice: AiFeature
  summary: string
  input: z.ZodType<I>
  /** What is answered, whoever found it: the union of what clients of either kind read. */
  output: z.ZodType<O>
  /** How long an answer of a model holds while the facts stay the same. */
  ttlSeconds: number
  /** Reads what the answer rests on, as the person and with bounds. The clock is not among the facts. @throws 404 */
  read(ctx: Context, input: I): Promise<F>
  /** The computed answer, pure: right without any model, and told to the model as a fact. Null: too little is known. */
  core?(facts: F, moment: Moment): O | null
  /** Absent where arithmetic is the answer. */
  model?: ModelPart<F, A, O>
}

export type ModelPart<F, A extends object, O> = {
  /** Counts changes of task and answer: answers of older versions are not reused. */
  version: number
  tier: Tier
  /** Tokens an answer may take. */
  maxTokens: number
  /** What to do, in words. Constant: what people wrote reaches the model as data only. */
  task: string
  /** What a model is asked for; its strict JSON schema is made of this. */
  answer: z.ZodType<A>
  /** The answer as clients read it: drops ids that are not among the facts, adds what is computed. */
  finish(answer: A, facts: F, core: O | null, moment: Moment): O
}

/** What a model must be good for, where the person has not chosen one. */
export type Tier = 'fast' | 'strong'

/** A feature whatever its types are, for tables of features. */
export type AnyFeature = Feature<unknown, unknown, object, unknown>

/** Checks a feature's types where it is written. */
export const feature = <I, F, A extends object, O>(one: Feature<I, F, A, O>): Feature<I, F, A, O> => one

/** For features that read nothing but what they are sent. */
export const asSent = <I>(_ctx: Context, input: I): Promise<I> => Promise.resolve(input)
