import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { parse } from 'yaml'
import { addCompileCache } from '../../infra/compile-cache/plugin.ts'
import type { FunctionSource } from '../../infra/generate/load-functions.ts'
import { noDescriptions } from '../../infra/no-descriptions.ts'
import { noJsonSchema } from '../../infra/no-json-schema.ts'
import { noRuleTexts } from '../../infra/no-rule-texts.ts'
import { noTableErrors } from '../../infra/no-table-errors.ts'

const root = resolve(import.meta.dirname, '../..')

/** The deployed options of infra/bundle.yml, without what only serverless-esbuild knows. */
const deployedOptions = (): BuildOptions => {
  const {
    outputWorkFolder,
    outputFileExtension,
    exclude,
    plugins: _,
    ...options
  } = parse(readFileSync(resolve(root, 'infra/bundle.yml'), 'utf8'))
  return {
    ...options,
    external: exclude,
    plugins: [noJsonSchema, noDescriptions, noRuleTexts, noTableErrors],
    absWorkingDir: root,
    logLevel: 'error',
  }
}

/** Loads modules as bundles have them: with the parts left out that no function calls. */
export const bundledModule = async (contents: string): Promise<unknown> => {
  const { outputFiles } = await build({
    ...deployedOptions(),
    stdin: { contents, resolveDir: root, loader: 'ts' },
    plugins: [],
    write: false,
  })
  const module = { exports: {} }
  new Function('module', 'exports', 'require', outputFiles?.[0]?.text ?? '')(
    module,
    module.exports,
    createRequire(root),
  )
  return module.exports
}

export type Bundle = { bytes: number; inputs: Metafile['outputs'][string]['inputs'] }

/** Builds the bundle of a function as it is deployed; writes it to `outfile` when there is one. */
export const bundleOf = async (name: string, outfile?: string): Promise<Bundle> => {
  const { metafile } = await build({
    ...deployedOptions(),
    entryPoints: [`functions/${name}/handler.ts`],
    outfile: outfile ?? `${name}.cjs`,
    write: outfile !== undefined,
    metafile: true,
  })
  const [output] = Object.values(metafile?.outputs ?? {})
  return { bytes: output?.bytes ?? 0, inputs: output?.inputs ?? {} }
}

/** Builds a function as its artifact holds it, into a folder. Returns the `handler.cjs` that Lambda loads. */
export const artifactOf = async (name: string, folder: string): Promise<string> => {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'handler.cjs')
  await bundleOf(name, file)
  await addCompileCache(file)
  return file
}

/** CRUD: routes over the table and nothing else, no files either. Their bundles have budgets. */
export const isCrud = ({ routes, spec: { access } }: FunctionSource): boolean =>
  Object.keys(routes).length > 0 &&
  !access.cognito &&
  !access.archive &&
  !access.files &&
  !access.llmSecret &&
  !access.stripeSecret &&
  !access.encryption
