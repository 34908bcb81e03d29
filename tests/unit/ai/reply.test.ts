import type { ChatCompletion } from 'openai/resources/chat/completions'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readReply } from '../../../lib/providers/llm/reply.ts'

const Schema = z.object({ a: z.number() })

const reply = (message: object, finish_reason: string | null = 'stop') =>
  readReply({ choices: [{ index: 0, message, finish_reason }] } as unknown as ChatCompletion, Schema)
const called = (args: string) => ({
  content: null,
  tool_calls: [{ type: 'function', function: { name: 'x', arguments: args } }],
})

describe('a reply', () => {
  it.each([
    ['content', { content: '{"a":1}' }, 'stop'],
    ['a tool call that ended with "stop"', called('{"a":1}'), 'stop'],
    ['a tool call', called('{"a":1}'), 'tool_calls'],
    ['a code fence', { content: '```json\n{"a":1}\n```' }, 'stop'],
    ['an end that is not named', { content: ' {"a":1} ' }, null],
    ['more than was asked for', { content: '{"a":1,"b":{"__proto__":1}}' }, 'stop'],
  ])('is read from %s', (_, message, finish) => {
    expect(reply(message, finish)).toEqual({ ok: true, value: { a: 1 } })
  })

  it.each([
    ['refused', { refusal: 'No' }, 'stop'],
    ['refused', { content: '{"a":1}' }, 'content_filter'],
    ['truncated', { content: '{"a"' }, 'length'],
    ['invalid', { content: 'Sure!' }, 'stop'],
    ['invalid', { content: '{"a":"one"}' }, 'stop'],
    ['invalid', { content: '[]' }, 'stop'],
    ['invalid', { content: '' }, 'stop'],
    ['invalid', { content: '{"a":1}' }, 'something_new'],
    ['invalid', { content: `{"a":${'1'.repeat(500_000)}}` }, 'stop'],
  ])('is %s: %j ending with %s', (problem, message, finish) => {
    expect(reply(message, finish)).toMatchObject({ ok: false, problem })
  })

  it('without any choice is invalid', () => {
    expect(readReply({ choices: [] } as unknown as ChatCompletion, Schema)).toMatchObject({
      ok: false,
      problem: 'invalid',
    })
  })
})
