import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { compiledFile } from '../../infra/compile-cache/script.ts'
import { loadFunctions } from '../../infra/generate/load-functions.ts'
import { packageStage } from '../../infra/package.ts'
import { artifactOf } from '../support/bundle.ts'

const functions = await loadFunctions(join(import.meta.dirname, '../../functions'))
const folder = mkdtempSync(join(tmpdir(), 'lifeos-compiled-'))
const handler = await artifactOf('wallet', join(folder, 'wallet'))
const bundle = handler.replace('.cjs', '.bundle.cjs')
afterAll(() => rmSync(folder, { recursive: true }))

/** What a fresh process prints that loads a handler: the kind of its export, and before it whatever the loader logs. */
const loading = (file: string, ...flags: string[]): string =>
  execFileSync(process.execPath, [...flags, '-e', 'console.log(typeof require(process.argv[1]).handler)', file], {
    encoding: 'utf8',
  })

/** The same artifact in a folder of its own, to be tampered with. */
const copied = (name: string): string => {
  cpSync(dirname(handler), join(folder, name), { recursive: true })
  return join(folder, name, 'handler.cjs')
}

describe('an artifact', () => {
  beforeAll(() => {
    for (const file of readdirSync(dirname(handler))) chmodSync(join(dirname(handler), file), 0o444)
    chmodSync(dirname(handler), 0o555)
  })

  test('loads with the code compiled when it was packaged, from a folder that cannot be written', () => {
    expect(loading(handler)).toBe('function\n')
    expect(readdirSync(dirname(handler)).length).toBe(3)
  })

  test('keeps using that code under the memory limits and header size that Lambda gives Node', () => {
    const flags = ['--max-http-header-size=81920', '--max-semi-space-size=25', '--max-old-space-size=460']
    expect(loading(handler, ...flags)).toBe('function\n')
  })

  test('compiles anew and logs it where Node was started with flags that change the code', () => {
    const [line = '', kind] = loading(handler, '--no-opt').split('\n')
    expect(JSON.parse(line)).toMatchObject({ message: 'no compiled code for this Node', node: process.version })
    expect(kind).toBe('function')
  })

  test('compiles anew and logs it where another version or processor packaged', () => {
    const other = copied('other')
    rmSync(compiledFile(other.replace('.cjs', '.bundle.cjs')))
    expect(loading(other)).toMatch(/"message":"no compiled code for this Node".*\nfunction\n/)
  })

  test('holds compiled code of at most twice the size of its bundle', () => {
    expect(statSync(compiledFile(bundle)).size).toBeLessThan(2 * statSync(bundle).size)
  })
})

describe('lambda-node', () => {
  /** Plays `docker run` of Lambda's image: sets the --env and ends like its bootstrap, which starts Node by the wrapper. */
  const docker = `#!/usr/bin/env bash
    while [ "$1" != --entrypoint ]; do if [ "$1" = --env ]; then export "$2"; fi; shift; done
    exec -- "$AWS_LAMBDA_EXEC_WRAPPER" "${process.execPath}" --expose-gc --max-semi-space-size=25 /var/runtime/index.mjs`

  test('compiles for the flags that the bootstrap of Lambda’s image starts Node with', async () => {
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin', 'docker'), docker, { mode: 0o755 })
    vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`)
    vi.stubEnv('LAMBDA_NODE', join(import.meta.dirname, '../../infra/compile-cache/lambda-node'))
    const packaged = await artifactOf('wallet', join(folder, 'in-image'))
    vi.unstubAllEnvs()
    expect(loading(packaged, '--expose-gc')).toBe('function\n')
    expect(loading(packaged)).toContain('no compiled code for this Node')
  })
})

describe('the packaged stage', () => {
  const target = packageStage('prod')

  test.each(functions)(
    '$name brings its loader, its bundle and its compiled code, and those of no other',
    ({ name }) => {
      const zip = readFileSync(join(target, `${name}.zip`), 'latin1')
      const held = new Set(zip.match(/functions\/[\w-]+\/handler[\w.-]*\.(?:cjs|cache)/g))
      const own = `functions/${name}/handler`
      expect([...held].sort()).toEqual([`${own}.bundle.cjs`, compiledFile(`${own}.bundle.cjs`), `${own}.cjs`])
    },
  )
})
