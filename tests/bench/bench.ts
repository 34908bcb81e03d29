// `npm run bench`: the figures of docs/benchmarks.md, as ratios measured in one run on the machine at hand.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startCloud } from '../../infra/local/cloud.ts'
import { BUDGETS, verdict } from './budgets.ts'
import { progress } from './measure.ts'

const root = resolve(import.meta.dirname, '../..')
const cloud = await startCloud({ directory: mkdtempSync(join(tmpdir(), 'lifeos-bench-')) })
Object.assign(process.env, cloud.env, { LOG_LEVEL: 'silent', BILLING: 'stripe' })

// Loaded now that the environment is complete.
const { measureImports } = await import('./imports.ts')
const { measureDashboard } = await import('./dashboard.ts')
const { measureHotRows } = await import('./hot-rows.ts')
const { measureKernel } = await import('./kernel.ts')
const { measurePlanLimits } = await import('./plan-limits.ts')
const { measurePlanner } = await import('./planner.ts')
const { measurePages, measureRequests } = await import('./requests.ts')

const x = (value: number): string => `${value.toFixed(2)}x`
const table = (head: string[], rows: (string | number)[][]): string =>
  [head, head.map(() => '-'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const requests = [...(await measureRequests()), await measureDashboard()]
const pages = await measurePages([100, 10_000, 100_000])
const hotRows = await measureHotRows()
const planLimits = await measurePlanLimits()
progress('planning')
const planner = measurePlanner()
const kernelMicroseconds = measureKernel()
const imports = await measureImports()
await cloud.stop()
progress('')

const { devDependencies, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const versions = { ...dependencies, ...devDependencies }
const [first] = pages
const growth = (page: (typeof pages)[number]) => ({
  units: page.readUnits / (first?.readUnits ?? 1),
  time: page.ms / (first?.ms ?? 1),
})
const { request, kernel, page: pageBudget, planner: plannerBudget, crud } = BUDGETS

const text = `# Benchmarks

Written by \`npm run bench\`. Ratios of one run; absolute times say little about another machine. The budgets are those of
tests/bench/budgets.ts; rows without one are there for comparison. The exact costs (round trips, read and write units,
bundle sizes) are tests: tests/integration/tasks/costs.test.ts, tests/bundles/bundles.test.ts.

${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${arch()}, Node ${process.version}, dynoxide ${versions['@dynoxide/linux-x64'] ?? '1.2.1'}, AWS SDK ${versions['@aws-sdk/lib-dynamodb']}, zod ${versions.zod}, esbuild ${versions.esbuild}.

## A request against the bare calls it makes (budget ${request}x)

The whole handler (verified token, parsing, rules, answer) against the same calls on a bare DocumentClient; one process,
interleaved, medians of 300 (of 100 for the dashboard: 500 tasks, 50 goals, 30 habits, 30 metrics with 5,000 logs).

${table(
  ['request', 'ratio', 'bare ms', 'request ms', 'budget'],
  requests.map(({ name, ratio, baseMs, workMs }) => [
    name,
    x(ratio),
    baseMs.toFixed(2),
    workMs.toFixed(2),
    verdict([ratio, request]),
  ]),
)}

## What the HTTP kernel adds to a request (budget ${kernel} µs)

All middlewares around a handler that does nothing: routing, parsing of path and body, the answer, the log line with its
metrics; CPU of one process, mean of 10,000: ${kernelMicroseconds.toFixed(0)} µs, ${verdict([kernelMicroseconds, kernel])}.

## A page of 50 tasks, however many there are (budget ${pageBudget.roundTrips} round trip, ${pageBudget.growth}x)

${table(
  [
    'tasks',
    'round trips',
    'calls',
    'read units',
    'units against the first row',
    'time against the first row',
    'budget',
  ],
  pages.map((page) => [
    page.rows.toLocaleString('en'),
    page.roundTrips,
    page.calls,
    page.readUnits,
    x(growth(page).units),
    x(growth(page).time),
    verdict(
      [page.roundTrips, pageBudget.roundTrips],
      [growth(page).units, pageBudget.growth],
      [growth(page).time, pageBudget.growth],
    ),
  ]),
)}

## Many writers of one row at once (budget ${BUDGETS.hotRows} ms)

Whole requests, all sent at once in one process; medians of 5. Calls and transactions by each writer on average, those that lost
a race included.

${table(
  ['writers', 'ms', 'calls', 'transactions', 'budget'],
  hotRows.map(({ name, writers, ms, calls, transactions }) => [
    `${writers} ${name}`,
    ms.toFixed(0),
    calls.toFixed(1),
    transactions.toFixed(1),
    verdict([ms, BUDGETS.hotRows]),
  ]),
)}

## What the limits of a plan add to a request to a model (budget ${BUDGETS.planLimits.roundTrips} round trip, ${BUDGETS.planLimits.readUnits} read units)

Of somebody who has asked a model before in this period. Where billing is off, nothing is read.

${table(
  ['step', 'round trips', 'read units', 'write units', 'budget'],
  planLimits.map(({ name, calls, readUnits, writeUnits, isAdded }) => [
    name,
    calls,
    readUnits,
    writeUnits,
    isAdded ? verdict([calls, BUDGETS.planLimits.roundTrips], [readUnits, BUDGETS.planLimits.readUnits]) : '',
  ]),
)}

## Planning a week (budget: ${plannerBudget.tasks} tasks in ${plannerBudget.solveMs} ms on one core)

A busy week with 25 events; medians of 15. The whole plan includes the explanation of what did not fit. Score: the share
of what could be reached, as the answer tells it; objective: against the greedy plan it starts from.

${table(
  ['tasks', 'solver ms', 'whole plan ms', 'score', 'objective against greedy', 'budget'],
  planner.map(({ tasks, solveMs, planMs, score, againstGreedy }) => [
    tasks,
    solveMs.toFixed(0),
    planMs.toFixed(0),
    score,
    x(againstGreedy),
    tasks === plannerBudget.tasks ? verdict([solveMs, plannerBudget.solveMs]) : '',
  ]),
)}

## Loading a function against an empty handler (budget for CRUD: ${crud.kilobytes} KB, ${crud.importCpu}x)

CPU of a fresh process that loads the file, medians of 21 interleaved: as deployed, with the code compiled when it was
packaged, from a folder that cannot be written; and the bundle alone, as where Lambda's Node is not the one that packaged.

${table(
  ['function', 'bundle KB', 'artifact KB', 'CPU as deployed', 'CPU of the bundle alone', 'budget'],
  imports.map(({ name, isCrud, kilobytes, artifactKilobytes, ratio, ratioWithoutCache }) => [
    name,
    kilobytes.toFixed(0),
    artifactKilobytes.toFixed(0),
    x(ratio),
    x(ratioWithoutCache),
    isCrud ? verdict([kilobytes, crud.kilobytes], [ratio, crud.importCpu]) : '',
  ]),
)}
`
writeFileSync(join(root, 'docs/benchmarks.md'), text)
console.log(text)
process.exit(0)
