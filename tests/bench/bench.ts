// `npm run bench`: the figures of docs/benchmarks.md, as ratios measured in one run on the machine at hand.
// `npm run bench -- calendars`: those of one section (names: sections.ts); the others stay as they are.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startCloud } from '../../infra/local/cloud.ts'
import { progress } from './measure.ts'

const root = resolve(import.meta.dirname, '../..')
const file = join(root, 'docs/benchmarks.md')
const [only] = process.argv.slice(2)
const cloud = await startCloud({ directory: mkdtempSync(join(tmpdir(), 'lifeos-bench-')) })
Object.assign(process.env, cloud.env, { LOG_LEVEL: 'silent', BILLING: 'stripe' })

// Loaded now that the environment is complete.
const { SECTIONS } = await import('./sections.ts')
const wanted = only === undefined ? Object.keys(SECTIONS) : [only]
const texts = new Map<string, string>()
for (const name of wanted) {
  const measure = SECTIONS[name]
  if (!measure) throw new Error(`No section ${name}: ${Object.keys(SECTIONS).join(', ')}`)
  texts.set(name, await measure())
}
await cloud.stop()
progress('')

const { devDependencies, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const versions = { ...dependencies, ...devDependencies }
const today = new Date().toISOString().slice(0, 10)

const head = `# Benchmarks

Written by \`npm run bench\`; \`npm run bench -- calendars\` measures one section anew, which then says when. Ratios of one run;
absolute times say little about another machine. The budgets are those of tests/bench/budgets.ts; rows without one are there
for comparison. The exact costs (round trips, read and write units, bundle sizes) are tests: tests/integration/**/*costs.test.ts,
tests/bundles/bundles.test.ts.

${today}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${arch()}, Node ${process.version}, dynoxide ${versions['@dynoxide/linux-x64'] ?? '1.2.1'}, AWS SDK ${versions['@aws-sdk/lib-dynamodb']}, zod ${versions.zod}, esbuild ${versions.esbuild}.
`

/** The heading without its budgets. */
const titleOf = (section: string): string => section.split(/ \(|\n/)[0] ?? ''

/** The document with one section measured anew, or added before the last one. */
const withSection = (document: string, section: string): string => {
  const [first = '', ...known] = document.split(/^(?=## )/m)
  const dated = `${section.trimEnd()}\n\nMeasured by itself on ${today}.\n\n`
  const place = known.findIndex((one) => titleOf(one) === titleOf(section))
  const sections = place < 0 ? known.toSpliced(-1, 0, dated) : known.with(place, dated)
  return `${[first, ...sections].join('').trimEnd()}\n`
}

const text = only
  ? withSection(readFileSync(file, 'utf8'), texts.get(only) ?? '')
  : [head, ...texts.values()].join('\n')
writeFileSync(file, text)
console.log(only ? texts.get(only) : text)
process.exit(0)
