import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { type BuildContext, type BuildFailure, context, formatMessages, type SameShape } from 'esbuild'
import { parse } from 'yaml'

const SETTLE_MS = 40 // editors write a file in several steps
const KEPT_BUILDS = 3 // a request may still be loading from the one before

/** Names of the folders under functions/ that contain a handler. */
export const functionNames = (root: string): string[] =>
  readdirSync(resolve(root, 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(resolve(root, 'functions', entry.name, 'handler.ts')))
    .map((entry) => entry.name)
    .sort()

/**
 * The gateway loads each function once and for good. It loads this shim, which takes the handler from the newest
 * build on every call, so a changed file is live without a restart. It also fixes two ways in which
 * serverless-offline differs from AWS: all requests have the same id, and a handler's exception becomes a 200.
 */
const shim = (name: string): string => `// Written by infra/local/build.ts.
import { readFileSync } from 'node:fs'
const root = new URL('../../', import.meta.url)
const run = async (event, context) => {
  const build = readFileSync(new URL('current', root), 'utf8')
  const module = await import(new URL(build + '/functions/${name}/handler.mjs', root).href)
  return module.handler(event, context)
}
export const handler = async (event, context) => {
  if (!event?.requestContext?.http) return run(event, context)
  event.requestContext.requestId = context.awsRequestId
  try {
    return await run(event, context)
  } catch (error) {
    console.error(error)
    const headers = { 'content-type': 'application/json' }
    return { statusCode: 500, headers, body: JSON.stringify({ message: 'Internal Server Error' }) }
  }
}
`

const options = (root: string, names: string[], outdir: string) => {
  const { alias, mainFields, target } = parse(readFileSync(resolve(root, 'infra/bundle.yml'), 'utf8'))
  return {
    absWorkingDir: root,
    entryPoints: names.map((name) => `functions/${name}/handler.ts`),
    outbase: '.',
    outdir,
    bundle: true,
    platform: 'node' as const,
    ...{ alias, mainFields, target }, // as the deployed bundles
    // Unlike them, one build with shared chunks: 20 functions take a second instead of a minute.
    format: 'esm' as const,
    splitting: true,
    outExtension: { '.js': '.mjs' },
    sourcemap: 'inline' as const,
    sourcesContent: false,
    banner: { js: `import{createRequire as _require}from'node:module';const require=_require(import.meta.url);` },
    logLevel: 'silent' as const,
    write: true,
  }
}

type Report = (message: string) => void

const explain = async (error: unknown): Promise<string> => {
  const messages = (error as Partial<BuildFailure>).errors
  if (!messages) return String(error)
  return (await formatMessages(messages, { kind: 'error', color: process.stderr.isTTY })).join('')
}

/** Writes numbered builds into a folder and points `current` at the newest good one. */
const numberedBuilds = (root: string, folder: string, names: string[]) => {
  let number = 0
  let bundler: BuildContext<SameShape<ReturnType<typeof options>, ReturnType<typeof options>>> | undefined
  const build = async (): Promise<void> => {
    number += 1
    const next = resolve(folder, 'next')
    rmSync(next, { recursive: true, force: true })
    bundler ??= await context(options(root, names, next))
    await bundler.rebuild()
    renameSync(next, resolve(folder, String(number)))
    writeFileSync(resolve(folder, 'current.new'), String(number))
    renameSync(resolve(folder, 'current.new'), resolve(folder, 'current'))
    rmSync(resolve(folder, String(number - KEPT_BUILDS)), { recursive: true, force: true })
  }
  return { build, dispose: async () => bundler?.dispose() }
}

/**
 * Builds every function into `folder` and rebuilds on a change below functions/ or lib/. A build that fails is
 * reported and leaves the previous one in place.
 * @throws Error when there is nothing to serve yet, because the very first build fails.
 */
export const buildFunctions = async (root: string, folder: string, report: Report): Promise<() => Promise<void>> => {
  rmSync(folder, { recursive: true, force: true })
  const names = functionNames(root)
  for (const name of names) {
    mkdirSync(resolve(folder, 'functions', name), { recursive: true })
    writeFileSync(resolve(folder, 'functions', name, 'handler.mjs'), shim(name))
  }
  const builds = numberedBuilds(root, folder, names)
  await builds.build().catch(async (error) => {
    throw new Error(await explain(error))
  })
  const unwatch = watchSources(root, async (changed) => {
    const started = performance.now()
    try {
      await builds.build()
      report(`Reloaded ${changed} in ${Math.round(performance.now() - started)} ms`)
    } catch (error) {
      report(`${await explain(error)}The last good build stays in place.`)
    }
  })
  return async () => {
    unwatch()
    await builds.dispose()
  }
}

/** Calls `onChange` after a change has settled, never twice at once; changes during a run lead to one more run. */
const watchSources = (root: string, onChange: (file: string) => Promise<void>): (() => void) => {
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const changed = (folder: string) => (_: string, file: string | null) => {
    if (!file || !/\.(ts|json|html|md)$/.test(basename(file))) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(() => onChange(relative(root, resolve(root, folder, file))))
    }, SETTLE_MS)
  }
  const watchers = ['functions', 'lib'].map((folder) =>
    watch(resolve(root, folder), { recursive: true }, changed(folder)),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
