/** What the figures of docs/benchmarks.md may be at most. */
export const BUDGETS = {
  /** A whole request against the bare calls to the table that it makes. */
  request: 1.35,
  /** CPU microseconds that the HTTP kernel adds to a request. */
  kernel: 100,
  /** A page of 50, however many rows there are: round trips, and units and time against the smallest collection. */
  page: { roundTrips: 1, growth: 1.2 },
  /** Milliseconds until all requests that write one row at once are answered. */
  hotRows: 2_000,
  /** What the limits of a plan add to a request to a model. */
  planLimits: { roundTrips: 1, readUnits: 0.5 },
  /** Write units of a sync: for each new event, for each page and each invocation, and for a run that finds nothing new. */
  calendarSync: { writeUnits: 2, pageWriteUnits: 8, emptyWriteUnits: 5 },
  /** MB that a process may take to answer with a feed: the memory of the function. */
  feed: { memory: 512 },
  /** Milliseconds on one core for a week of so many tasks. */
  planner: { tasks: 60, solveMs: 200 },
  /** The least share of the ten nearest vectors that those of rounded ones are. */
  retrieval: { recall: 0.97 },
  /** A function of routes over the table and nothing else: KB of its minified bundle, CPU against an empty handler. */
  crud: { kilobytes: 430, importCpu: 3.8 },
} as const

/** 'met' when every value, rounded as it is printed, is within its limit. */
export const verdict = (...figures: [value: number, limit: number][]): 'met' | '**missed**' =>
  figures.every(([value, limit]) => Math.round(value * 100) / 100 <= limit) ? 'met' : '**missed**'
