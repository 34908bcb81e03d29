import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ICruiseResult, IViolation } from 'dependency-cruiser'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'lifeos-imports-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What the rules of `npm run imports` say of a project. */
const cruised = (project: string): ICruiseResult => {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const asked = ['functions', 'lib', '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json']
  const run = spawnSync(process.execPath, [tool, ...asked], { cwd: project, encoding: 'utf8', maxBuffer: 1e8 })
  return JSON.parse(run.stdout) as ICruiseResult
}

const said = ({ rule, from, to }: IViolation): string => `${rule.name}: ${from} -> ${to}`

/** What is wrong with a project of a few files, each given by its lines. */
const wrongIn = (name: string, files: Record<string, string[]>): string[] => {
  const base = join(folder, name)
  for (const [path, lines] of Object.entries(files)) {
    mkdirSync(join(base, dirname(path)), { recursive: true })
    writeFileSync(join(base, path), lines.join('\n'))
  }
  mkdirSync(join(base, 'functions'), { recursive: true })
  return cruised(base).summary.violations.map(said).sort()
}

const EMPTY = ['export const nothing = 0']

describe('imports run one way', () => {
  test('in this project', () => {
    const { modules, summary } = cruised(root)
    const edges = modules.flatMap(({ dependencies }) => dependencies)
    expect(modules.length).toBeGreaterThan(300)
    expect(edges.length).toBeGreaterThan(1_000)
    expect(summary.violations.map(said)).toEqual([])
  })

  test('every kind of import is seen, and a wrong one breaks its rule', () => {
    const task = 'lib/domain/tasks/task.ts'
    const files = {
      [task]: [
        "import type { A } from '../../providers/llm/a.ts'",
        "import '../../../functions/tasks/routes.ts'",
        "import type { Item } from '../../platform/table/table.ts'",
        "export { b } from '@aws-sdk/lib-dynamodb'",
        "const fs = await import('node:fs')",
        "import * as http from 'http'",
        "import { env } from 'node:process'",
        'export const used: A | Item = [fs, http, env]',
      ],
      'lib/providers/llm/a.ts': ['export type A = unknown'],
      'lib/platform/table/table.ts': ['export type Item = unknown'],
      'functions/tasks/routes.ts': EMPTY,
    }
    expect(wrongIn('kinds-of-imports', files)).toEqual([
      `domain-imports-no-vendor: ${task} -> @aws-sdk/lib-dynamodb`,
      `domain-imports-platform-and-domain-only: ${task} -> functions/tasks/routes.ts`,
      `domain-imports-platform-and-domain-only: ${task} -> lib/providers/llm/a.ts`,
      `domain-reaches-nothing-outside: ${task} -> fs`,
      `domain-reaches-nothing-outside: ${task} -> http`,
      `domain-reaches-nothing-outside: ${task} -> process`,
      `environment-is-read-in-config: ${task} -> process`,
      `only-repositories-know-the-table: ${task} -> lib/platform/table/table.ts`,
    ])
  })

  test('each layer is held apart from those above it, and one function from another', () => {
    const files = {
      'lib/platform/ids.ts': ["import '../domain/tasks/task.ts'", "import '../providers/llm/a.ts'"],
      'lib/providers/llm/a.ts': ["import '../../domain/tasks/task.service.ts'", "import '../../../infra/replay.ts'"],
      'lib/domain/tasks/task.ts': EMPTY,
      'lib/domain/tasks/task.service.ts': EMPTY,
      'lib/domain/tasks/task.repository.ts': ["import '../../platform/table/table.ts'"],
      'lib/platform/table/table.ts': EMPTY,
      'lib/domain/fields.ts': ["import './tasks/task.ts'"],
      'functions/tasks/handler.ts': [
        "import '../goals/routes.ts'",
        "import './routes.ts'",
        "import '../../tests/a.ts'",
      ],
      'functions/tasks/routes.ts': EMPTY,
      'functions/goals/routes.ts': EMPTY,
      'infra/replay.ts': EMPTY,
      'tests/a.ts': EMPTY,
    }
    expect(wrongIn('layers', files)).toEqual([
      'functions-import-neither-infra-nor-tests: functions/tasks/handler.ts -> tests/a.ts',
      'functions-stand-apart: functions/tasks/handler.ts -> functions/goals/routes.ts',
      'platform-imports-no-higher-layer: lib/platform/ids.ts -> lib/domain/tasks/task.ts',
      'platform-imports-no-higher-layer: lib/platform/ids.ts -> lib/providers/llm/a.ts',
      'providers-import-no-function: lib/providers/llm/a.ts -> infra/replay.ts',
      'providers-know-interfaces-only: lib/providers/llm/a.ts -> lib/domain/tasks/task.service.ts',
      'shared-domain-files-import-no-domain: lib/domain/fields.ts -> lib/domain/tasks/task.ts',
    ])
  })

  test('folders that import each other are a cycle, also where no file does', () => {
    const files = {
      'lib/domain/goals/goal.ts': ["import type { Task } from '../tasks/task.schema.ts'", 'export type Goal = Task'],
      'lib/domain/goals/goal.schema.ts': EMPTY,
      'lib/domain/tasks/task.ts': ["import '../goals/goal.schema.ts'"],
      'lib/domain/tasks/task.schema.ts': ['export type Task = unknown'],
    }
    const wrong = wrongIn('cycle', files)
    expect(new Set(wrong)).toEqual(
      new Set([
        'domain-folders-form-no-cycle: lib/domain/goals -> lib/domain/tasks',
        'domain-folders-form-no-cycle: lib/domain/tasks -> lib/domain/goals',
      ]),
    )
  })
})
