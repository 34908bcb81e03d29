import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const importPattern = /(?:\bfrom\s+|\bimport\s+|\bimport\()'([^']+)'/g

type Import = { from: string; to: string }

/** Project paths for our own files, `npm:name` for packages, `node:name` for builtins. */
const importsOf = (file: string, text: string): Import[] =>
  [...text.matchAll(importPattern)].map(([, specifier = '']) => ({ from: file, to: resolved(file, specifier) }))

const resolved = (file: string, specifier: string): string => {
  if (specifier.startsWith('.')) return relative(root, join(root, file, '..', specifier))
  const name = specifier.replace(/^node:/, '')
  return builtinModules.includes(name) ? `node:${name}` : `npm:${name}`
}

const sources = ['functions', 'lib']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  .filter((path) => path.endsWith('.ts'))

const imports = sources.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')))

type Rule = { name: string; from: RegExp; to: RegExp }

const rules: Rule[] = [
  {
    name: 'platform imports no higher layer',
    from: /^lib\/platform\//,
    to: /^(functions|lib\/(domain|providers)|infra|tests)\//,
  },
  {
    name: 'domain imports platform and domain only',
    from: /^lib\/domain\//,
    to: /^(functions|lib\/providers|infra|tests)\//,
  },
  { name: 'providers import no function', from: /^lib\/providers\//, to: /^(functions|infra|tests)\// },
  { name: 'functions import neither infra nor tests', from: /^functions\//, to: /^(infra|tests)\// },
  {
    name: 'domain imports no SDK, vendor or middleware',
    from: /^lib\/domain\//,
    to: /^npm:(@aws-sdk|@aws|@smithy|@middy|aws-jwt-verify|openai|stripe)(\/|$)/,
  },
  {
    name: 'domain reaches no file, network or process',
    from: /^lib\/domain\//,
    to: /^node:(fs|http|https|http2|net|tls|dns|child_process|process|os|worker_threads)(\/|$)/,
  },
]

const violations = (rule: Rule, all: Import[]): string[] =>
  all.filter(({ from, to }) => rule.from.test(from) && rule.to.test(to)).map(({ from, to }) => `${from} -> ${to}`)

const functionOf = (path: string): string | undefined => /^functions\/([^/]+)\//.exec(path)?.[1]

describe('imports run one way', () => {
  test('the sources are found', () => {
    expect(imports.length).toBeGreaterThan(20)
  })

  test.each(rules)('$name', (rule) => {
    expect(violations(rule, imports)).toEqual([])
  })

  test('one function imports nothing of another', () => {
    const crossing = imports.filter(
      ({ from, to }) => functionOf(from) && functionOf(to) && functionOf(from) !== functionOf(to),
    )
    expect(crossing).toEqual([])
  })

  test('every kind of import is seen, and a wrong one breaks its rule', () => {
    const text = [
      "import type { A } from '../../providers/llm/a.ts'",
      "import '../../../functions/tasks/routes.ts'",
      "export { b } from '@aws-sdk/lib-dynamodb'",
      "const fs = await import('node:fs')",
      "import * as http from 'http'",
    ].join('\n')
    const broken = rules.flatMap((rule) => violations(rule, importsOf('lib/domain/tasks/task.ts', text)))
    expect(broken.map((line) => line.split(' -> ')[1])).toEqual([
      'lib/providers/llm/a.ts',
      'functions/tasks/routes.ts',
      'npm:@aws-sdk/lib-dynamodb',
      'node:fs',
      'node:http',
    ])
  })
})

describe('files', () => {
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
