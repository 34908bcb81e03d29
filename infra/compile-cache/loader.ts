import { readFileSync } from 'node:fs'
import { compiledFile, run, scriptOf } from './script.ts'

/** The handler.cjs of an artifact: loads handler.bundle.cjs, with the code compiled from it when it was packaged. */
const bundle = __filename.replace(/\.cjs$/, '.bundle.cjs')

const compiled = (): Buffer | undefined => {
  try {
    return readFileSync(compiledFile(bundle))
  } catch {
    return undefined // another version or processor packaged
  }
}

const script = scriptOf(bundle, compiled())
if (script.cachedDataRejected !== false) {
  const facts = { message: 'no compiled code for this Node', node: process.version, arch: process.arch }
  process.stdout.write(`${JSON.stringify({ level: 'info', time: new Date().toISOString(), ...facts })}\n`)
}

export const { handler } = run(script, bundle, require)
