import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const sources = ['functions', 'lib']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter((path) => path.endsWith('.ts'))

describe('files', () => {
  test('are found', () => {
    expect(sources.length).toBeGreaterThan(20)
  })

  test('none is longer than 400 lines', () => {
    const long = sources.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 401)
    expect(long).toEqual([])
  })

  test('process.env is read in platform/config only', () => {
    const reading = sources.filter((file) =>
      /process\.env|env\b.*from 'node:process'/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(reading.filter((file) => !file.startsWith('lib/platform/config/'))).toEqual([])
  })
})
