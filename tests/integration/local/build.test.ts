import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildFunctions } from '../../../infra/local/build.ts'
import { eventually } from '../../support/cloud.ts'

const LIVE_MS = 2_000

let root: string
let stop: () => Promise<void>
const reports: string[] = []

const write = (file: string, text: string) => writeFileSync(join(root, file), text)

const greet = async (requestContext?: object) => {
  const shim = pathToFileURL(join(root, 'build/functions/greet/handler.mjs')).href
  const { handler } = await import(/* @vite-ignore */ shim)
  return handler({ requestContext }, { awsRequestId: 'r-1' })
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'lifeos-build-'))
  for (const folder of ['functions/greet', 'lib', 'infra']) mkdirSync(join(root, folder), { recursive: true })
  write('infra/bundle.yml', readFileSync('infra/bundle.yml', 'utf8'))
  write('lib/word.ts', `export const word: string = 'first'`)
  write(
    'functions/greet/handler.ts',
    `import { word } from '../../lib/word.ts'\nexport const handler = async () => word`,
  )
  reports.length = 0
  stop = await buildFunctions(root, join(root, 'build'), (message) => reports.push(message))
})

afterEach(async () => {
  await stop()
  rmSync(root, { recursive: true, force: true })
})

const answers = (word: string) => async () => ((await greet()) === word ? true : undefined)

test('a changed file below lib/ is live within two seconds', async () => {
  expect(await greet()).toBe('first')
  write('lib/word.ts', `export const word = 'second'`)
  await eventually('the new word', answers('second'), LIVE_MS)
})

test('a syntax error is reported with its place and leaves the last good build in service', async () => {
  write('lib/word.ts', 'export const word = ;')
  await eventually('a report', () => reports.find((text) => text.includes('lib/word.ts:1')))
  expect(await greet()).toBe('first')
  write('lib/word.ts', `export const word = 'mended'`)
  await eventually('the mended word', answers('mended'), LIVE_MS)
})

test('what a handler throws becomes the 500 of the gateway, not a 200', async () => {
  write('functions/greet/handler.ts', `export const handler = async () => { throw new Error('boom') }`)
  await eventually('the new build', () => reports.find((text) => text.startsWith('Reloaded')), LIVE_MS)
  expect(await greet({ http: {} })).toMatchObject({ statusCode: 500 })
  await expect(greet()).rejects.toThrow('boom')
})
