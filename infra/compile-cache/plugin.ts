import { execFile } from 'node:child_process'
import { rename } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'

const inThisFolder = (name: string): string => join(import.meta.dirname, name)

/**
 * Turns a built `handler.cjs` into three files: the bundle, the code that V8 compiles from it, and a `handler.cjs` that
 * loads the one with the other (docs/decisions/bundles.md). LAMBDA_NODE names the command that starts the Node to compile
 * for; by default it is the one that runs this. @throws with its output when the bundle does not load.
 */
export const addCompileCache = async (file: string): Promise<void> => {
  const bundle = resolve(file.replace(/\.cjs$/, '.bundle.cjs'))
  await rename(file, bundle)
  await build({
    entryPoints: [inThisFolder('loader.ts')],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
  })
  const node = process.env.LAMBDA_NODE || process.execPath
  await promisify(execFile)(node, [inThisFolder('compile.ts'), bundle])
}

export const compileCache: Plugin = {
  name: 'compile-cache',
  setup: ({ initialOptions: { entryPoints, outdir = '.' }, onEnd }) => {
    const [entry = ''] = Array.isArray(entryPoints) ? entryPoints.map(String) : []
    onEnd(async ({ errors }) => {
      if (errors.length === 0) await addCompileCache(join(outdir, basename(entry).replace(/\.ts$/, '.cjs')))
    })
  },
}
