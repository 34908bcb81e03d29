import type { Body } from './fake-llm.ts'
import type { Schema } from './fake-llm-answers.ts'

export type Provider = 'openai' | 'anthropic' | 'gemini' | 'groq' | 'grok' | 'deepseek' | 'cerebras'

type Heeded = { schema: Schema | null; tool: string | null }

type Rules = {
  /** Why the provider refuses the request with a 400, or null. */
  rejects: (body: Body) => string | null
  /** Which part of the request the provider follows. */
  heeds: (body: Body) => Heeded
  /** The finish reason with which it reports a tool call. */
  finishOfCalls: 'tool_calls' | 'stop'
}

const KNOWN = new Set([
  'model',
  'messages',
  'response_format',
  'tools',
  'tool_choice',
  'max_tokens',
  'max_completion_tokens',
])

/** The fields of a request beyond the common ones. */
const others = (body: Body, ...allowed: string[]): string[] =>
  Object.keys(body).filter((name) => !KNOWN.has(name) && !allowed.includes(name))

const unknownFields = (body: Body, ...allowed: string[]): string | null => {
  const [first] = others(body, ...allowed)
  return first ? `property '${first}' is unsupported` : null
}

const jsonSchemaOf = ({ response_format: format }: Body): Schema | null =>
  format?.type === 'json_schema' ? (format.json_schema?.schema ?? null) : null

/** Follows everything: a forced tool before a response format. JSON mode follows the schema in the instructions. */
const heedsAll = (body: Body): Heeded => {
  const tool = body.tools?.[0]?.function
  if (tool && body.tool_choice) return { schema: tool.parameters, tool: tool.name }
  return { schema: jsonSchemaOf(body) ?? schemaInWords(body), tool: null }
}

/** The JSON Schema in the instructions of a request in JSON mode. */
const schemaInWords = ({ response_format, messages }: Body): Schema | null => {
  if (response_format?.type !== 'json_object') return null
  const text = messages[0]?.content ?? ''
  const start = text.lastIndexOf('\n{')
  return start < 0 ? null : (JSON.parse(text.slice(start + 1)) as Schema)
}

/** OpenAI's strict mode: every object closed, every field required. */
const notStrict = (body: Body): string | null => {
  const schema = jsonSchemaOf(body)
  return schema && body.response_format?.json_schema?.strict && !isStrict(schema)
    ? "Invalid schema for response_format: 'additionalProperties' and 'required' must be given in full"
    : null
}

const UNSUPPORTED = [
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'format',
  'pattern',
  '$ref',
]

const isStrict = (schema: Schema): boolean => {
  if (UNSUPPORTED.some((name) => name in schema)) return false
  if (schema.anyOf) return schema.anyOf.every(isStrict)
  if (schema.type === 'array') return schema.items !== undefined && isStrict(schema.items)
  if (schema.type !== 'object') return true
  const properties = schema.properties ?? {}
  const required = new Set(schema.required)
  return (
    schema.additionalProperties === false &&
    Object.keys(properties).every((name) => required.has(name)) &&
    Object.values(properties).every(isStrict)
  )
}

/** The providers' documented behaviour; docs/decisions/models.md has the addresses. */
export const PROVIDER_RULES: Record<Provider, Rules> = {
  openai: {
    rejects: (body) =>
      body.max_tokens !== undefined
        ? "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
        : (unknownFields(body, 'reasoning_effort') ?? notStrict(body)),
    heeds: heedsAll,
    finishOfCalls: 'tool_calls',
  },
  // Its compatible endpoint ignores response_format and unknown fields; strict guarantees nothing. Models from 5.5 on
  // refuse forced tools; all of them follow a schema in the instructions.
  anthropic: {
    rejects: (body) =>
      /-5-5$/.test(body.model) && body.tool_choice ? 'tool_choice: forced tool use is not supported' : null,
    heeds: (body) => heedsAll({ ...body, response_format: body.tools ? undefined : { type: 'json_object' } }),
    finishOfCalls: 'tool_calls',
  },
  gemini: {
    rejects: (body) => unknownFields(body, 'reasoning_effort'),
    heeds: heedsAll,
    finishOfCalls: 'stop',
  },
  groq: {
    rejects: (body) =>
      unknownFields(body, 'reasoning_effort') ??
      (jsonSchemaOf(body) && !body.model.includes('gpt-oss')
        ? 'This model does not support response format `json_schema`'
        : notStrict(body)),
    heeds: heedsAll,
    finishOfCalls: 'tool_calls',
  },
  grok: { rejects: (body) => unknownFields(body, 'reasoning_effort'), heeds: heedsAll, finishOfCalls: 'tool_calls' },
  deepseek: {
    rejects: (body) => {
      if (jsonSchemaOf(body)) return 'This response_format type is unavailable now'
      const isJsonSaid = JSON.stringify(body.messages).toLowerCase().includes('json')
      const needsWord = body.response_format?.type === 'json_object' && !isJsonSaid
      return needsWord ? "Prompt must contain the word 'json'" : unknownFields(body, 'thinking')
    },
    heeds: heedsAll,
    finishOfCalls: 'tool_calls',
  },
  cerebras: {
    rejects: (body) => unknownFields(body, 'reasoning_effort') ?? notStrict(body),
    heeds: heedsAll,
    finishOfCalls: 'tool_calls',
  },
}
