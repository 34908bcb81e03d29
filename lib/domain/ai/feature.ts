import type * as z from 'zod'
import type { Context } from '../../platform/context.ts'
import type { ContentStore } from '../knowledge/content/content-store.ts'
import type { AiFeature } from '../preferences/features.ts'
import type { Moment } from '../time/moment.ts'

/**
 * One AI feature: I is the client's input, F the facts read for it, A the model's answer, O the output for the client.
 * It reads and suggests; nothing here can write.
 */
export type Feature<I, F, A extends object, O, C extends Context = Context> = {
  /** Its name in usage, cache and events. */
  name: string
  /** The name under which the person chooses a model for it. */
  choice: AiFeature
  summary: string
  input: z.ZodType<I>
  /** The schema of the output, computed or from a model: the union of what all clients read. */
  output: z.ZodType<O>
  /** How long a model's answer is reused while the facts stay the same. */
  ttlSeconds: number
  /** Reads the facts for the answer: only the person's own data, and bounded. The time is not one of them. @throws 404 */
  read(ctx: C, input: I): Promise<F>
  /** The computed answer, a pure function; a model gets it as one of the facts. Null when too little is known. */
  core?(facts: F, moment: Moment): O | null
  /** Answers without a model when the person's plan allows no more requests, instead of refusing. Needs `core`. */
  beyondLimits?: true
  /** Absent when the answer is only computed. */
  model?: ModelPart<F, A, O>
}

export type ModelPart<F, A extends object, O> = {
  /** Increased when the instructions or the answer change: cached answers of older versions are not reused. */
  version: number
  tier: Tier
  /** Tokens an answer may take. */
  maxTokens: number
  /** The instructions in words. A constant: text from people reaches the model only as data. */
  task: string
  /** The schema of the model's answer; its strict JSON schema is derived from this. */
  answer: z.ZodType<A>
  /** Turns the model's answer into the output: drops ids that are not among the facts, adds what is computed. */
  finish(answer: A, facts: F, core: O | null, moment: Moment): O
}

/** The strength of model that a feature needs, unless the person has chosen one. */
export type Tier = 'fast' | 'strong'

/** The context of features that read items of the vault, whose long texts are not in the table. */
export type VaultContext = Context & { texts: ContentStore }

/** A feature of any types, for tables of features. */
export type AnyFeature = Feature<unknown, unknown, object, unknown, VaultContext>

/** Checks a feature's types where it is defined. */
export const feature = <I, F, A extends object, O, C extends Context = Context>(
  one: Feature<I, F, A, O, C>,
): Feature<I, F, A, O, C> => one

/** `read` for features whose only fact is their input. */
export const asSent = <I>(_ctx: Context, input: I): Promise<I> => Promise.resolve(input)
