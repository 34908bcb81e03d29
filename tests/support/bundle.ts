import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { parse } from 'yaml'

const root = resolve(import.meta.dirname, '../..')

/** The deployed options of infra/bundle.yml, without what only serverless-esbuild knows. */
const deployedOptions = (): BuildOptions => {
  const { outputWorkFolder, outputFileExtension, exclude, ...options } = parse(
    readFileSync(resolve(root, 'infra/bundle.yml'), 'utf8'),
  )
  return { ...options, external: exclude, absWorkingDir: root, logLevel: 'error' }
}

export type Bundle = { bytes: number; inputs: Metafile['outputs'][string]['inputs'] }

/** Builds a function as it is deployed; writes it to `outfile` when there is one. */
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
