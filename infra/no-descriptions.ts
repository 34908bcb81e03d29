import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

const TEXT = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\`(?:[^\`\\$]|\\.)*\``
const DESCRIBE = new RegExp(String.raw`\.describe\(\s*(?:${TEXT}),?\s*\)`, 'g')
/** Names and descriptions of components: `.meta({ id: 'Task' })`. */
const META = new RegExp(String.raw`\.meta\(\{\s*(?:(?:id|description):\s*(?:${TEXT}),?\s*)+\}\)`, 'g')

const ASKS_MODELS = /\/lib\/domain\/(?:ai|planner)\//

/** The source without the descriptions of schemas. Those that are put together at run time stay. */
export const withoutDescriptions = (source: string): string => source.replace(DESCRIBE, '').replace(META, '')

/**
 * Leaves out what only docs/openapi.json says of the fields of entities, and the copies of schemas that saying it makes. What
 * language models are asked is described elsewhere: in the features of AI and the planner, which keep theirs.
 */
export const noDescriptions: Plugin = {
  name: 'no-descriptions',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[/]lib[/]domain[/].*[.](fields|schema)[.]ts$/ }, ({ path }) =>
      ASKS_MODELS.test(path) ? undefined : { contents: withoutDescriptions(readFileSync(path, 'utf8')), loader: 'ts' },
    )
  },
}
