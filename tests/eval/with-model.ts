import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeSecret, startFakeLlm } from '../../infra/local/fake-llm.ts'
import { freePort } from '../../infra/local/ports.ts'
import { startSecrets } from '../../infra/local/secrets.ts'
import { parseTask as read } from '../../lib/domain/ai/core/parse/parse-task.ts'
import { parseTask } from '../../lib/domain/ai/features/tasks/parse-task.ts'
import { promptOf } from '../../lib/domain/ai/prompt.ts'
import { NEEDED_VARIABLES } from '../support/needed-variables.ts'
import { NOW, type Sample, ZONE } from './sample.ts'
import { type Answer, type Found, found } from './score.ts'

/** What models answered, by text. `failed`: why there was no answer, where the computed one then counts. */
export type ModelAnswers = { by: string; answers: Map<string, Answer>; failed: Map<string, string> }

const SECRET_ID = 'eval/llm'
const TIME_MS = 25_000
/** Providers limit requests a minute; a few at once are enough. */
const AT_ONCE = 4

/** The secret with the providers' keys: LIFEOS_EVAL_KEYS, or stand-ins with LIFEOS_FAKE_LLM=1. Null: no model is asked. */
const secretOf = async (): Promise<{ secret: string; stop: () => Promise<void> } | null> => {
  const { LIFEOS_EVAL_KEYS: keys, LIFEOS_FAKE_LLM: fake } = process.env
  if (keys) return { secret: keys, stop: async () => {} }
  if (fake !== '1') return null
  const { endpoint, stop } = await startFakeLlm()
  return { secret: fakeSecret(endpoint), stop }
}

/** Asks models for every sentence, by the feature's own prompt and through the provider boundary; null without keys. */
export const answersOfModels = async (samples: Sample[]): Promise<ModelAnswers | null> => {
  const given = await secretOf()
  if (!given) return null
  const directory = mkdtempSync(join(tmpdir(), 'lifeos-eval-'))
  const secrets = await startSecrets(directory, await freePort(), {}, { [SECRET_ID]: given.secret })
  try {
    Object.assign(process.env, {
      ...NEEDED_VARIABLES,
      STAGE: 'eval',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      LLM_SECRET_ID: SECRET_ID,
    })
    return await askAll(samples)
  } finally {
    await secrets.stop()
    await given.stop()
    rmSync(directory, { recursive: true })
  }
}

const askAll = async (samples: Sample[]): Promise<ModelAnswers> => {
  const result: ModelAnswers = { by: 'no model', answers: new Map(), failed: new Map() }
  const left = [...samples]
  const work = async () => {
    for (let sample = left.pop(); sample; sample = left.pop()) {
      const { output, by, problem } = await askOne(sample.text)
      result.answers.set(sample.text, found(asFound(output, sample.text)))
      if (by) result.by = by
      if (problem) result.failed.set(sample.text, problem)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return result
}

type Output = NonNullable<ReturnType<NonNullable<typeof parseTask.core>>>

/** As the feature does: computed first, told to the model, computed again where the model fails. */
const askOne = async (input: string): Promise<{ output: Output; by: string | null; problem: string | null }> => {
  const { models } = await import('../../lib/providers/llm/models.ts')
  const moment = { now: NOW, zone: ZONE }
  const core = parseTask.core?.({ input }, moment) ?? null
  const part = parseTask.model
  if (!core || !part) throw new Error('The feature has lost its parser or its model')
  const completion = await models.complete(
    { feature: parseTask.name, tier: part.tier, choice: null },
    part.answer,
    promptOf(part.task, { input }, core, moment),
    { deadline: Date.now() + TIME_MS, maxOutputTokens: part.maxTokens, reserve: async () => true },
  )
  if (!completion.ok) return { output: core, by: null, problem: completion.problem }
  const output = part.finish(completion.value, { input }, core, moment)
  return { output, by: `${completion.provider} ${completion.model}`, problem: null }
}

/** The feature always names a priority: P3 where the text names none is no answer. */
const asFound = ({ task }: Output, text: string): Found => ({
  title: task.title,
  dueDate: task.dueDate ?? null,
  scheduledDate: task.scheduledDate ?? null,
  scheduledStart: task.scheduledStart ?? null,
  size: task.size ?? null,
  priority: task.priority === 'P3' ? read(text, { now: NOW, zone: ZONE }).priority : task.priority,
  labels: task.labels ?? [],
  rrule: task.rrule ?? null,
  area: task.area,
})
