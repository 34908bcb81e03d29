import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { asksModels } from './no-json-schema.ts'

const TEXT = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\`(?:[^\`\\$]|\\.)*\``
const DESCRIBE = new RegExp(String.raw`\.describe\(\s*(?:${TEXT}),?\s*\)`, 'g')
/** Names and descriptions of components: `.meta({ id: 'Task' })`. */
const META = new RegExp(String.raw`\.meta\(\{\s*(?:(?:id|description):\s*(?:${TEXT}),?\s*)+\}\)`, 'g')

/** The source without the descriptions of schemas. Those that are put together at run time stay. */
export const withoutDescriptions = (source: string): string => source.replace(DESCRIBE, '').replace(META, '')

/**
 * Leaves out what only docs/openapi.json says of the fields of entities, and the copies of schemas that saying it makes.
 * Functions that ask language models keep it: a model may be told what a field means.
 */
export const noDescriptions: Plugin = {
  name: 'no-descriptions',
  setup: ({ initialOptions, onLoad }) => {
    if (asksModels(initialOptions)) return
    onLoad({ filter: /[/]lib[/]domain[/].*[.](fields|schema)[.]ts$/ }, ({ path }) => ({
      contents: withoutDescriptions(readFileSync(path, 'utf8')),
      loader: 'ts',
    }))
  },
}
