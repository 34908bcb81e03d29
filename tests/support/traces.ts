import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** What outlasts a test file where files share modules: environment, mocks, clocks, hooks in the SDK's clients, a cloud of its own. */
const TRACES = /\bvi\.|Object\.assign\(process\.env|process\.env\.\w+ = |\bmiddlewareStack\b|\bstartCloud\(/

const tests = resolve(import.meta.dirname, '..')

/** The test files of a project that leave traces in their process, themselves or by a helper that they import. */
export const filesWithTraces = (project: string): string[] =>
  globSync(`${project}/**/*.test.ts`, { cwd: tests })
    .filter((file) => leavesTraces(join(tests, file), new Set()))
    .map((file) => `tests/${file}`)
    .sort()

const leavesTraces = (file: string, seen: Set<string>): boolean => {
  if (seen.has(file)) return false
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  if (TRACES.test(text)) return true
  const helpers = [...text.matchAll(/^(?:import|export|\}) .*from '(\.[^']+\.ts)'/gm)].map(([, path = '']) =>
    resolve(dirname(file), path),
  )
  return helpers.some((helper) => helper.startsWith(tests) && leavesTraces(helper, seen))
}
