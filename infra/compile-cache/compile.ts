// Run by the Node that is to load them: compiles bundles and writes the code next to each.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compiledFile, run, scriptOf } from './script.ts'

for (const bundle of process.argv.slice(2)) {
  const script = scriptOf(bundle)
  run(script, bundle, createRequire(bundle)) // V8 compiles a function when it is first called: now it holds what loading calls
  writeFileSync(compiledFile(bundle), script.createCachedData())
}
process.exit(0)
