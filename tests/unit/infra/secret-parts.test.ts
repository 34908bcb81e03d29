import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSecretParts } from '../../../infra/local/secret-parts.ts'

const folder = mkdtempSync(join(tmpdir(), 'lifeos-parts-'))
const file = join(folder, 'secrets.json')
afterAll(() => rmSync(folder, { recursive: true }))

const read = (text: string) => {
  writeFileSync(file, text)
  return readSecretParts(file)
}

test('every part of a secrets file is there as it was written', () => {
  const parts = { llm: { openai: { apiKey: 'k' } }, stripe: { secretKey: 'sk_test_1', webhookSecret: ['a', 'b'] } }
  expect(read(JSON.stringify(parts))).toEqual(parts)
  expect(read('{}')).toEqual({})
})

test('a file that is not there is one line with its name', () => {
  expect(() => readSecretParts(join(folder, 'none.json'))).toThrow(
    new Error(`LIFEOS_SECRETS: ${join(folder, 'none.json')} cannot be read`),
  )
})

test.each([
  ['', 'is not JSON'],
  ['{"stripe":{"secretKey":"sk_live_secret"', 'is not JSON'],
  ['null', 'holds no JSON object with parts'],
  ['[{"secretKey":"sk_live_secret"}]', 'holds no JSON object with parts'],
  ['{"stripe":"sk_live_secret"}', 'has no JSON object at stripe'],
  ['{"llm":{},"stripe":["sk_live_secret"]}', 'has no JSON object at stripe'],
])('%s is refused in one line that repeats nothing of it', (text, problem) => {
  expect(() => read(text)).toThrow(new Error(`LIFEOS_SECRETS: ${file} ${problem}`))
})
