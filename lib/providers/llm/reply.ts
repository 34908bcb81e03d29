import type { ChatCompletion } from 'openai/resources/chat/completions'
import type * as z from 'zod'
import type { Problem } from '../../domain/ai/model.ts'
import { withoutNulls } from './strict-schema.ts'

export type Reply<A> =
  | { ok: true; value: A }
  | { ok: false; problem: Extract<Problem, 'refused' | 'truncated'> }
  | { ok: false; problem: 'invalid'; text: string; errors: string }

/** Longer than any answer that is asked for. */
const MAX_TEXT = 400_000

/** Reads a completion: providers differ in where they put the answer and in how they name the reason for its end. */
export const readReply = <A>(completion: ChatCompletion, schema: z.ZodType<A>): Reply<A> => {
  const choice = completion.choices?.[0]
  const message = choice?.message
  const finish: string = choice?.finish_reason ?? ''
  if (message?.refusal || finish === 'content_filter' || finish === 'refusal') return { ok: false, problem: 'refused' }
  // Some providers report "stop" after a tool call, so the call itself is looked for.
  const call = message?.tool_calls?.find((one) => one.type === 'function')
  const text = call?.type === 'function' ? call.function.arguments : (message?.content ?? '')
  if (finish === 'length') return { ok: false, problem: 'truncated' }
  const known = finish === '' || finish === 'stop' || finish === 'tool_calls' || finish === 'function_call'
  if (!known) return invalid(text, `The answer ended with "${finish}"`)
  return valid(text, schema)
}

const valid = <A>(text: string, schema: z.ZodType<A>): Reply<A> => {
  if (text.length > MAX_TEXT) return invalid(text, 'The answer is too long')
  let json: unknown
  try {
    json = JSON.parse(unfenced(text))
  } catch {
    return invalid(text, 'The answer is not JSON')
  }
  const parsed = schema.safeParse(withoutNulls(schema, json))
  if (parsed.success) return { ok: true, value: parsed.data }
  const errors = parsed.error.issues
    .slice(0, 20)
    .map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
  return invalid(text, errors.join('\n'))
}

const invalid = (text: string, errors: string) =>
  ({ ok: false, problem: 'invalid', text: text.slice(0, 8_000), errors }) as const

/** The text without the code fence around it, if there is one. */
const unfenced = (text: string): string => {
  const trimmed = text.trim()
  if (!trimmed.startsWith('```')) return trimmed
  return trimmed.slice(trimmed.indexOf('\n') + 1).replace(/```$/, '')
}
