import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { loadFunctions } from '../../infra/generate/load-functions.ts'
import { bundleOf } from '../support/bundle.ts'
import { importCpu, median, progress } from './measure.ts'

export type ImportFigure = { name: string; kilobytes: number; ratio: number }

const root = resolve(import.meta.dirname, '../..')
const RUNS = 21

/** Size of each function's bundle, and what loading it costs against an empty handler; processes interleaved. */
export const measureImports = async (): Promise<ImportFigure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeos-bench-'))
  const empty = join(folder, 'empty.cjs')
  writeFileSync(empty, 'module.exports.handler = async () => ({ statusCode: 200 })')
  const functions = await loadFunctions(join(root, 'functions'))
  const bundles = await Promise.all(
    functions.map(async ({ name }) => {
      const outfile = join(folder, `${name}.cjs`)
      return { name, outfile, bytes: (await bundleOf(name, outfile)).bytes }
    }),
  )
  const times = new Map<string, number[]>([empty, ...bundles.map(({ outfile }) => outfile)].map((file) => [file, []]))
  for (let i = 0; i < RUNS; i++) {
    progress(`loading bundles, round ${i + 1} of ${RUNS}`)
    for (const [file, list] of times) list.push(importCpu(file, process.env))
  }
  const base = median(times.get(empty) ?? [])
  return bundles.map(({ name, outfile, bytes }) => ({
    name,
    kilobytes: bytes / 1_000,
    ratio: median(times.get(outfile) ?? []) / base,
  }))
}
