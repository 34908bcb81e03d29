import { BUDGETS, verdict } from './budgets.ts'
import { measureFeeds } from './calendar-feed.ts'
import { measureCalendarSync } from './calendar-sync.ts'
import { measureDashboard } from './dashboard.ts'
import { measureHotRows } from './hot-rows.ts'
import { measureImports } from './imports.ts'
import { measureKernel } from './kernel.ts'
import { progress } from './measure.ts'
import { measurePlanLimits } from './plan-limits.ts'
import { measurePlanner } from './planner.ts'
import { measurePages, measureRequests } from './requests.ts'
import { measureRetrieval } from './retrieval.ts'

const x = (value: number): string => `${value.toFixed(2)}x`
const table = (head: string[], rows: (string | number)[][]): string =>
  [head, head.map(() => '-'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const {
  request,
  kernel,
  page: pageBudget,
  planner: plannerBudget,
  crud,
  calendarSync,
  feed: feedBudget,
  retrieval: retrievalBudget,
} = BUDGETS

const requestsSection = async () => {
  const requests = [...(await measureRequests()), await measureDashboard()]
  return `## A request against the bare calls it makes (budget ${request}x)

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
`
}

const kernelSection = async () => {
  progress('the kernel')
  const kernelMicroseconds = measureKernel()
  return `## What the HTTP kernel adds to a request (budget ${kernel} µs)

All middlewares around a handler that does nothing: routing, parsing of path and body, the answer, the log line with its
metrics; CPU of one process, mean of 10,000: ${kernelMicroseconds.toFixed(0)} µs, ${verdict([kernelMicroseconds, kernel])}.
`
}

const pagesSection = async () => {
  const pages = await measurePages([100, 10_000, 100_000])
  const [first] = pages
  const growth = (page: (typeof pages)[number]) => ({
    units: page.readUnits / (first?.readUnits ?? 1),
    time: page.ms / (first?.ms ?? 1),
  })
  return `## A page of 50 tasks, however many there are (budget ${pageBudget.roundTrips} round trip, ${pageBudget.growth}x)

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
`
}

const hotRowsSection = async () => {
  const hotRows = await measureHotRows()
  return `## Many writers of one row at once (budget ${BUDGETS.hotRows} ms)

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
`
}

const planLimitsSection = async () => {
  const planLimits = await measurePlanLimits()
  return `## What the limits of a plan add to a request to a model (budget ${BUDGETS.planLimits.roundTrips} round trip, ${BUDGETS.planLimits.readUnits} read units)

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
`
}

const plannerSection = async () => {
  progress('planning')
  const planner = measurePlanner()
  return `## Planning a week (budget: ${plannerBudget.tasks} tasks in ${plannerBudget.solveMs} ms on one core)

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
`
}

const importsSection = async () => {
  const imports = await measureImports()
  return `## Loading a function against an empty handler (budget for CRUD: ${crud.kilobytes} KB, ${crud.importCpu}x)

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
}

const calendarSection = async () => {
  const syncs = await measureCalendarSync(5_000)
  const feeds = await measureFeeds([1_000, 10_000])
  return `## Calendars (budget: ${calendarSync.writeUnits} write units for each new event, ${feedBudget.memory} MB for a feed)

Runs of the sync worker, against stand-ins for the providers on this machine: Google on pages of 250, most events in one
calendar. The events have a place and notes, and each tenth recurs.

${table(
  ['run', 's', 'invocations', 'requests', 'table calls', 'read units', 'write units', 'budget'],
  syncs.map(({ name, ms, invocations, requests, calls, readUnits, writeUnits, added }) => [
    name,
    (ms / 1_000).toFixed(2),
    invocations,
    requests,
    calls,
    readUnits,
    writeUnits,
    verdict(
      added > 0
        ? [(writeUnits - calendarSync.pageWriteUnits * (requests + invocations)) / added, calendarSync.writeUnits]
        : [writeUnits, calendarSync.emptyWriteUnits],
    ),
  ]),
)}

Feeds of these events, read by the bundled function in a process of its own: its first request, the middle one of four
that follow (its CPU without what waits for the table), and the most memory it had. MB as text, and as sent to a client that accepts gzip.

${table(
  ['events', 'first ms', 'ms', 'CPU ms', 'table calls', 'read units', 'text MB', 'sent MB', 'memory MB', 'budget'],
  feeds.map(({ events, firstMs, ms, cpuMs, calls, readUnits, text, sent, memory }) => [
    events.toLocaleString('en'),
    firstMs.toFixed(0),
    ms.toFixed(0),
    cpuMs.toFixed(0),
    calls,
    readUnits,
    text.toFixed(2),
    sent.toFixed(2),
    memory.toFixed(0),
    verdict([memory, feedBudget.memory]),
  ]),
)}
`
}

const retrievalSection = async () => {
  progress('retrieval')
  const figures = await measureRetrieval()
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1)
  return `## Searching the vault (budget: recall@10 of ${retrievalBudget.recall})

Chunks of 250 words; words as frequent as in languages; queries of three words; medians of 20, in one process with the objects in memory.
"Read first" is what a process reads once and keeps; each query then reads the postings of its words, in so many requests. Vectors of 512
dimensions, a byte each, compared one by one in JavaScript; recall@10 against the exact cosines of the vectors before they were rounded.
The 100,000 are ten times the 10,000. Dollars for 1,000 queries by text and meaning: Lambda (1,769 MB, arm64) for the time here, S3 requests,
25 read units, and a query of ten tokens at $0.02 a million; without what is read first, and without the answer of a model.

${table(
  [
    ...['chunks', 'words MB', 'of it read first MB', 'by text ms', 'read KB', 'requests'],
    ...['vectors MB', 'by meaning ms', 'recall@10', '$ for 1,000', 'budget'],
  ],
  figures.map((one) => [
    one.chunks.toLocaleString('en'),
    mb(one.indexBytes),
    mb(one.firstBytes),
    one.textMs.toFixed(0),
    (one.textBytes / 1_000).toFixed(0),
    one.requests.toFixed(1),
    mb(one.vectorBytes),
    one.vectorMs.toFixed(0),
    one.recall.toFixed(3),
    one.dollars.toFixed(4),
    verdict([retrievalBudget.recall, one.recall]),
  ]),
)}
`
}

/** By the name under which one of them is measured alone; in the order of docs/benchmarks.md. */
export const SECTIONS: Record<string, () => Promise<string>> = {
  requests: requestsSection,
  kernel: kernelSection,
  pages: pagesSection,
  'hot-rows': hotRowsSection,
  'plan-limits': planLimitsSection,
  calendars: calendarSection,
  planner: plannerSection,
  retrieval: retrievalSection,
  imports: importsSection,
}
