import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { constants, Script } from 'node:vm'

/** Where the code lies that a Node of this version, on this kind of processor, compiled from a bundle. */
export const compiledFile = (bundle: string): string =>
  bundle.replace(/\.cjs$/, `.${process.version}-${process.arch}.cache`)

/**
 * A CommonJS bundle as the function that Node's own loader would make of it. V8 uses `compiled` only when the same build of
 * Node made it, started with the same flags; otherwise it compiles the source, and `cachedDataRejected` is true.
 */
export const scriptOf = (bundle: string, compiled?: Buffer): Script => {
  const source = readFileSync(bundle, 'latin1') // esbuild writes ASCII only, and this is the quickest way to read it
  return new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: bundle,
    cachedData: compiled,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
}

/** Runs a bundle and returns what it exports. */
export const run = (script: Script, bundle: string, require: NodeJS.Require): { handler?: unknown } => {
  const module: { exports: { handler?: unknown } } = { exports: {} }
  script.runInThisContext()(module.exports, require, module, bundle, dirname(bundle))
  return module.exports
}
