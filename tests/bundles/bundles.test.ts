import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { type FunctionSource, loadFunctions } from '../../infra/generate/load-functions.ts'
import { bundleOf, isCrud } from '../support/bundle.ts'

const root = join(import.meta.dirname, '../..')
const functions = await loadFunctions(join(root, 'functions'))

type Bundle = { bytes: number; packages: string[]; providers: string[]; file: string }

const folder = mkdtempSync(join(tmpdir(), 'lifeos-bundles-'))
afterAll(() => rmSync(folder, { recursive: true }))

const built = new Map<string, Promise<Bundle>>()

/** Each function is built once for all that is asked of it. */
const bundle = (name: string): Promise<Bundle> => {
  const file = join(folder, `${name}.cjs`)
  const build = async () => {
    const { bytes, inputs } = await bundleOf(name, file)
    return { bytes, packages: packagesIn(inputs), providers: providersIn(inputs), file }
  }
  const known = built.get(name) ?? build()
  built.set(name, known)
  return known
}

const packagesIn = (inputs: Metafile['outputs'][string]['inputs']): string[] => {
  const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  const names = used.map(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** Folders of lib/providers that a bundle has code of. */
const providersIn = (inputs: Metafile['outputs'][string]['inputs']): string[] => {
  const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  const names = used.map(([path]) => /^lib\/providers\/([^/]+)/.exec(path)?.[1])
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** How many schemas a fresh process makes when it loads a bundle: zod tells each of them to its global post-processor. */
const schemasIn = (file: string): number => {
  const script = `let made = 0
    globalThis.__zod_globalConfig = { postProcessor: () => { made += 1 } }
    require(process.argv[1])
    console.log(made)`
  return Number(execFileSync(process.execPath, ['-e', script, file], { encoding: 'utf8' }))
}

/** The clients a spec pays for. The HTTP kernel counts calls and replays keyed ones, so routes bring the table's client. */
const clientsOf = ({ routes, spec: { access } }: FunctionSource): string[] => [
  ...(access.table || Object.keys(routes).length > 0 ? ['@aws-sdk/client-dynamodb'] : []),
  ...(access.cognito ? ['@aws-sdk/client-cognito-identity-provider'] : []),
  ...(access.archive || access.files ? ['@aws-sdk/client-s3'] : []),
  ...(access.encryption ? ['@aws-sdk/client-kms'] : []),
  ...(access.llmSecret || access.stripeSecret || access.calendarSecrets ? ['@aws-sdk/client-secrets-manager'] : []),
]

describe('bundles', () => {
  test.each(functions)('$name holds only the AWS clients its spec names', async (source) => {
    const { packages } = await bundle(source.name)
    const clients = packages.filter((name) => name.startsWith('@aws-sdk/client-'))
    expect(clients.filter((name) => !clientsOf(source).includes(name))).toEqual([])
  })

  test.each(functions)('$name brings Stripe only if it may see the keys of Stripe', async ({ name, spec }) => {
    const { packages } = await bundle(name)
    expect(packages.includes('stripe')).toBe(Boolean(spec.access.stripeSecret))
  })

  test('code of a provider is found in the bundle of a function that calls it', async () => {
    expect((await bundle('ai')).providers).toContain('llm')
  })

  test.each(functions.filter(isCrud))('$name has no code that calls another company’s service', async ({ name }) => {
    expect((await bundle(name)).providers).toEqual([])
  })

  test.each(functions.filter(isCrud))('$name is at most 430 KB', async ({ name }) => {
    const { bytes } = await bundle(name)
    expect(bytes).toBeLessThanOrEqual(430_000)
  })

  test('tasks knows the errors that items may have, and no others of the table', async () => {
    const text = readFileSync((await bundle('tasks')).file, 'utf8')
    const hasClass = (name: string) => text.includes(`shapeId="com.amazonaws.dynamodb#${name}"`)
    expect(['TransactionCanceledException', 'BackupInUseException'].map(hasClass)).toEqual([true, false])
  })

  // Besides the bundle's size what the CPU time of a cold start depends on.
  test.each(functions.filter(isCrud))('$name makes at most 1,000 schemas when it is loaded', async ({ name }) => {
    const made = schemasIn((await bundle(name)).file)
    expect(made).toBeGreaterThan(10)
    expect(made).toBeLessThanOrEqual(1_000)
  })

  test.each(functions)('$name leaves the credential chain of developer machines out', async ({ name }) => {
    const { packages } = await bundle(name)
    expect(packages).not.toContain('@aws-sdk/credential-provider-node')
    expect(packages).not.toContain('@aws-sdk/credential-provider-sso')
  })
})
