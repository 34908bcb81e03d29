import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { loadFunctions } from '../../infra/generate/load-functions.ts'
import { artifactOf, bundleOf, isCrud } from '../support/bundle.ts'
import { importCpu, median, progress } from './measure.ts'

export type ImportFigure = {
  name: string
  isCrud: boolean
  kilobytes: number
  artifactKilobytes: number
  /** CPU against an empty handler, as deployed. */
  ratio: number
  /** The same for the bare bundle, as where Lambda's Node refuses the compiled code. */
  ratioWithoutCache: number
}

const root = resolve(import.meta.dirname, '../..')
const RUNS = 21

/** Sizes of each function, and what loading it costs against an empty handler; processes interleaved. */
export const measureImports = async (): Promise<ImportFigure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeos-bench-'))
  const empty = join(folder, 'empty.cjs')
  writeFileSync(empty, 'module.exports.handler = async () => ({ statusCode: 200 })')
  const built: Built[] = []
  for (const source of await loadFunctions(join(root, 'functions'))) {
    progress(`building ${source.name}`)
    built.push({ name: source.name, isCrud: isCrud(source), ...(await build(source.name, folder)) })
  }
  const files = [empty, ...built.flatMap(({ artifact, bundle }) => [artifact, bundle])]
  const times = new Map<string, number[]>(files.map((file) => [file, []]))
  for (let i = 0; i < RUNS; i++) {
    progress(`loading functions, round ${i + 1} of ${RUNS}`)
    for (const [file, list] of times) list.push(importCpu(file, process.env))
  }
  const ratio = (file: string): number => median(times.get(file) ?? []) / median(times.get(empty) ?? [])
  return built.map(({ artifact, bundle, ...figures }) => ({
    ...figures,
    ratio: ratio(artifact),
    ratioWithoutCache: ratio(bundle),
  }))
}

type Built = Omit<ImportFigure, 'ratio' | 'ratioWithoutCache'> & { artifact: string; bundle: string }

/** Both as deployed, in a folder that cannot be written, and as a bare bundle. */
const build = async (name: string, folder: string) => {
  const artifact = await artifactOf(name, join(folder, name))
  chmodSync(dirname(artifact), 0o555)
  const bundle = join(folder, `${name}.cjs`)
  const { bytes } = await bundleOf(name, bundle)
  return { artifact, bundle, kilobytes: bytes / 1_000, artifactKilobytes: zippedBytes(dirname(artifact)) / 1_000 }
}

/** What the files of a folder take in a zip. */
const zippedBytes = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + deflateRawSync(readFileSync(join(folder, name))).length, 0)
