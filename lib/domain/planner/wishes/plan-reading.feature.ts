import * as z from 'zod'
import { feature } from '../../ai/feature.ts'
import { localDateOf } from '../../time/zone.ts'
import { Asked, TextConstraint } from '../facts/constraint.schema.ts'
import { canHold, datesOf } from '../facts/constraints.ts'
import type { KnownTask, PlanFacts } from '../facts/plan-facts.ts'
import { MAX_TASKS } from '../plan.schema.ts'
import { understoodAs } from './summary.ts'
import { constraintsIn } from './wishes.ts'

export type ReadingInput = Pick<PlanFacts, 'first' | 'days' | 'zone' | 'hints'> & { text: string; tasks: KnownTask[] }

const Effort = z.object({ taskId: z.string(), minutes: z.number().int().min(5).max(480) })
const Answer = z.object({ constraints: z.array(Asked).max(30), efforts: z.array(Effort).max(MAX_TASKS) })
const Reading = z.object({
  constraints: z.array(TextConstraint),
  notUnderstood: z.array(z.string()),
  efforts: z.array(Effort),
})
type Reading = z.infer<typeof Reading>

const computedFrom = (input: ReadingInput, now: number): Reading => {
  const today = localDateOf(now, input.zone)
  const { asked, left } = constraintsIn({ text: input.text, range: datesOf(input), today, tasks: input.tasks })
  const constraints = asked.map((one) => ({ ...one, understood: understoodAs(one, input), foundBy: 'lifeos' as const }))
  return { constraints, notUnderstood: left, efforts: [] }
}

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
const overlaps = (a: string, b: string): boolean =>
  bare(a) !== '' && bare(b) !== '' && (bare(a).includes(bare(b)) || bare(b).includes(bare(a)))

/** What a model found in addition to what is computed: rules that can be held, from words that were not understood. */
const finish = ({ constraints, efforts }: z.infer<typeof Answer>, input: ReadingInput, known: Reading): Reading => {
  const found = constraints
    .filter((one) => canHold(one, input) && known.notUnderstood.some((text) => overlaps(text, one.text)))
    .map((one) => ({ ...one, understood: understoodAs(one, input), foundBy: 'model' as const }))
  return {
    constraints: [...known.constraints, ...found],
    notUnderstood: known.notUnderstood.filter((text) => !found.some((one) => overlaps(text, one.text))),
    efforts: efforts.filter(({ taskId }) => lacksSize(input).some(({ id }) => id === taskId)),
  }
}

/** Tasks with neither a size nor a given one. */
const lacksSize = ({ tasks, hints }: ReadingInput): KnownTask[] =>
  tasks.filter(({ id, size }) => !size && !hints.some((hint) => hint.taskId === id && hint.minutes))

/** Whether a model could add anything to what is computed. */
export const leavesOpen = (input: ReadingInput, { notUnderstood }: Pick<Reading, 'notUnderstood'>): boolean =>
  notUnderstood.length > 0 || lacksSize(input).length > 0

/** What holds for a plan in addition to the settings: wishes in words become rules, and missing sizes are estimated. */
export const planReading = feature({
  name: 'planReading',
  choice: 'priorityAdvisor',
  summary: 'Read what is asked for in words, and estimate sizes',
  input: z.custom<ReadingInput>(),
  output: Reading,
  beyondLimits: true,
  ttlSeconds: 300,
  read: (_ctx, wishes: ReadingInput) => Promise.resolve(wishes),
  core: (input, { now }) => computedFrom(input, now),
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 3_000,
    task: `"text" says what holds for a plan of the days from "first" on. What was understood of it is under "computed", the rest is "notUnderstood".
Give a rule for each part that was not understood and that asks for something (constraints): quote the part as its text, and use only days of
the plan. Leave out what is no rule. For tasks whose size is null estimate the minutes they take (efforts); for all others give none.`,
    answer: Answer,
    finish: (answer, input, core, { now }) => finish(answer, input, core ?? computedFrom(input, now)),
  },
})
