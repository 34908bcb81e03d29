import type { Complete, ModelName, Models, Problem } from '../../domain/ai/model.ts'
import { isAvailable } from '../../platform/outbound/circuits.ts'
import { askModel, type Run } from './ask-model.ts'
import { candidates, type Model, type Provider } from './catalog.ts'
import { type Keys, readKeys } from './keys.ts'
import { strictSchema } from './strict-schema.ts'

/** With more providers than these, the deadline would leave each of them too little time. */
const MAX_CANDIDATES = 3
/** No request starts with less time than this. */
const MIN_MS = 100

const providersOf = (keys: Keys): Provider[] => Object.keys(keys) as Provider[]

const complete: Complete = async (question, schema, prompt, budget) => {
  const spent = { requests: 0, inputTokens: 0, outputTokens: 0, costMicroDollars: 0 }
  const fail = (problem: Problem, last: ModelName | null) => ({ ok: false, problem, last, spent }) as const
  const keys = await readKeys(Date.now()).catch(() => null)
  if (!keys) return fail('unavailable', null)
  const all = candidates(providersOf(keys), question.tier, question.choice)
  const models = all.filter(({ provider }) => isAvailable(provider, Date.now())).slice(0, MAX_CANDIDATES)
  const name = question.feature.replaceAll(/[^A-Za-z0-9_]/g, '_')
  const run: Run<typeof schema> = { name, schema, strict: strictSchema(schema), prompt, budget, spent, keys }
  let problem: Problem = all.length > 0 ? 'unavailable' : 'not_configured'
  let last: ModelName | null = null
  for (const [i, model] of models.entries()) {
    if (budget.deadline - Date.now() < MIN_MS) return fail('timeout', last)
    const until = shareOf(budget.deadline, models.length - i)
    const asked = await askModel(run, model, until)
    last = nameOf(model)
    if (asked.ok) return { ok: true, value: asked.value, ...last, spent }
    problem = asked.problem
    // Another provider would refuse too, and the budget is the person's whichever provider answers.
    if (problem === 'refused' || problem === 'over_budget') break
  }
  return fail(problem, last)
}

const nameOf = ({ provider, model }: Model): ModelName => ({ provider, model })

/** The deadline of the next provider, epoch ms: it gets most of the time, but if it hangs the others still have some. */
const shareOf = (deadline: number, left: number): number => {
  const now = Date.now()
  return left === 1 ? deadline : now + (deadline - now) * 0.6
}

/** The language models of every provider that has a key. */
export const models: Models = {
  chosen: async ({ tier, choice }) => {
    const [first] = candidates(providersOf(await readKeys(Date.now())), tier, choice)
    return first ? nameOf(first) : null
  },
  complete,
}
