import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { BuildOptions, Plugin } from 'esbuild'

const LEFT_OUT = `const leftOut = () => {
  throw new Error('JSON Schemas are left out of this bundle: see infra/no-json-schema.ts')
}`

/** Whether the function that is built asks language models: its spec says so. */
export const asksModels = ({ entryPoints, absWorkingDir = process.cwd() }: BuildOptions): boolean => {
  const [entry = ''] = Array.isArray(entryPoints) ? entryPoints.map(String) : []
  const spec = join(dirname(resolve(absWorkingDir, entry)), 'function.ts')
  return /\bllmSecret: true\b/.test(readFileSync(spec, 'utf8'))
}

/** A module with the same names, none of which does anything. Zod makes methods of them for every schema. */
const emptied = (path: string): string => {
  const names = readFileSync(path, 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)
  return [LEFT_OUT, ...[...names].map(([, name]) => `export const ${name} = () => leftOut`)].join('\n')
}

/**
 * Leaves out the part of zod that turns schemas into JSON Schemas (18 KB). Only functions that ask language models need
 * it at run time: docs/openapi.json is made before.
 */
export const noJsonSchema: Plugin = {
  name: 'no-json-schema',
  setup: ({ initialOptions, onLoad }) => {
    if (asksModels(initialOptions)) return
    onLoad({ filter: /zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/ }, ({ path }) => ({
      contents: emptied(path),
      loader: 'js',
    }))
  },
}
