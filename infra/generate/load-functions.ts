import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

/** One folder of functions/: what it serves and what it needs. */
export type FunctionSource = { name: string; routes: RouteTable; spec: FunctionSpec }

/** A function with routes and no function.ts of its own reads and writes the table, nothing else. */
const httpDefaults = (name: string): FunctionSpec => ({
  description: `Routes of ${name}`,
  access: { table: ['read', 'write'] },
})

const importIfPresent = async (file: string): Promise<Record<string, unknown> | undefined> =>
  existsSync(file) ? await import(pathToFileURL(file).href) : undefined

/**
 * Reads every folder of `directory` that holds a handler.ts, in name order.
 * @throws when a function has neither routes nor a function.ts, so that nothing is deployed with guessed rights.
 */
export const loadFunctions = async (directory: string): Promise<FunctionSource[]> => {
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'handler.ts')))
    .map((entry) => entry.name)
    .sort()
  return Promise.all(names.map((name) => loadFunction(directory, name)))
}

const loadFunction = async (directory: string, name: string): Promise<FunctionSource> => {
  const routes = (await importIfPresent(join(directory, name, 'routes.ts')))?.routes as RouteTable | undefined
  const spec = (await importIfPresent(join(directory, name, 'function.ts')))?.default as FunctionSpec | undefined
  if (!routes && !spec) throw new Error(`functions/${name} has neither routes.ts nor function.ts`)
  return { name, routes: routes ?? {}, spec: spec ?? httpDefaults(name) }
}
