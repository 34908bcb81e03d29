import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { Prompt } from '../../domain/ai/model.ts'
import { type Model, PROVIDERS, type Shape } from './catalog.ts'
import type { StrictSchema } from './strict-schema.ts'

export type Ask = {
  model: Model
  shape: Shape
  /** Name of the shape: letters, digits, '_'. */
  name: string
  schema: StrictSchema
  prompt: Prompt
  /** Messages after the prompt: an invalid answer and what is wrong with it. */
  repair: ChatCompletionMessageParam[]
  maxOutputTokens: number
}

/** The body of one request, with only the fields that its provider accepts. */
export const bodyOf = (ask: Ask): ChatCompletionCreateParamsNonStreaming => {
  const { model, prompt, repair, maxOutputTokens } = ask
  return {
    model: model.model,
    messages: [{ role: 'system', content: instructionsFor(ask) }, { role: 'user', content: prompt.data }, ...repair],
    [PROVIDERS[model.provider].limit]: maxOutputTokens,
    ...shapeOf(ask),
    ...model.extra,
  }
}

const shapeOf = ({ shape, name, schema }: Ask) => {
  if (shape === 'schema')
    return { response_format: { type: 'json_schema' as const, json_schema: { name, strict: true, schema } } }
  if (shape === 'json') return { response_format: { type: 'json_object' as const } }
  const parameters = schema
  return {
    tools: [{ type: 'function' as const, function: { name, description: 'Gives the answer', parameters } }],
    tool_choice: { type: 'function' as const, function: { name } },
  }
}

/** A model whose output is not constrained by a schema gets the schema in its instructions. */
const instructionsFor = ({ shape, prompt, schema }: Ask): string =>
  shape === 'json'
    ? `${prompt.instructions}\n\nAnswer with one JSON object and nothing else. Its JSON Schema:\n${JSON.stringify(schema)}`
    : prompt.instructions

/**
 * The most tokens a request can use: no tokenizer produces more tokens than bytes, and the answer's length is limited.
 */
export const maxTokens = (body: ChatCompletionCreateParamsNonStreaming, maxOutputTokens: number): number =>
  Buffer.byteLength(JSON.stringify(body)) + maxOutputTokens

/** About four bytes a token; for requests whose usage the provider did not report. */
export const estimatedTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4)
