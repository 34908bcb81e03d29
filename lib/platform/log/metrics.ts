/** Every metric of ours is in this CloudWatch namespace. */
export const NAMESPACE = 'LifeOS'

export type Dimension = 'Stage' | 'Function' | 'Provider'
type Definition = { unit: 'Milliseconds' | 'Count' | 'None'; dimensions: Dimension[] }

/**
 * The metrics, as alarms and the dashboard name them. `Function` is the name of the function's folder. A count is sent
 * only where it is not zero, since CloudWatch charges each metric for every hour in which it has a value: requests are
 * the sample count of Latency.
 */
export const METRICS = {
  /** Of one request, or one batch of the stream, inside the function. */
  Latency: { unit: 'Milliseconds', dimensions: ['Stage', 'Function'] },
  /** Answers with a status of 500 and above; failed batches. */
  Errors: { unit: 'Count', dimensions: ['Stage', 'Function'] },
  /** Answers with 429: a limit of ours. */
  Throttled: { unit: 'Count', dimensions: ['Stage', 'Function'] },
  /** First requests of a process. */
  ColdStarts: { unit: 'Count', dimensions: ['Stage', 'Function'] },
  /** US dollars at list prices. */
  ModelCost: { unit: 'None', dimensions: ['Stage'] },
  /** A circuit breaker opened: calls to this provider end at once for a while. */
  ProviderOpen: { unit: 'Count', dimensions: ['Stage', 'Provider'] },
  /** A subscription has a price that is in no plan: its tier was kept. */
  UnknownPrice: { unit: 'Count', dimensions: ['Stage'] },
  /** Subscriptions that were not as Stripe had them until a reconcile mended them: a webhook was lost. */
  BillingDifferences: { unit: 'Count', dimensions: ['Stage'] },
} satisfies Record<string, Definition>

export type MetricName = keyof typeof METRICS
export type Metrics = Partial<Record<MetricName, number>>
export type Dimensions = Partial<Record<Dimension, string>>

/**
 * The members that make a JSON line a document of CloudWatch's embedded metric format, from which CloudWatch Logs takes
 * the values without any call (AWS, "Specification: Embedded metric format"). `now`: epoch ms. Metrics that are
 * undefined or zero are left out, except a Latency of zero.
 */
export const embeddedMetrics = (now: number, dimensions: Dimensions, metrics: Metrics): Record<string, unknown> => {
  const all = Object.keys(METRICS) as MetricName[]
  const names = all.filter((name) => metrics[name] || (name === 'Latency' && metrics.Latency === 0))
  if (names.length === 0) return {}
  const bySet = Map.groupBy(names, (name) => METRICS[name].dimensions.join())
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [...bySet.values()].map((set) => directive(set)),
    },
    ...dimensions,
    ...Object.fromEntries(names.map((name) => [name, metrics[name]])),
  }
}

const directive = (names: MetricName[]) => ({
  Namespace: NAMESPACE,
  Dimensions: [METRICS[names[0] as MetricName].dimensions],
  Metrics: names.map((Name) => ({ Name, Unit: METRICS[Name].unit })),
})

/** The folder's name of a deployed function: 'tasks' of 'lifeos-prod-tasks'. */
export const functionLabel = (deployedName: string | undefined, stage: string): string => {
  const prefix = `lifeos-${stage}-`
  return deployedName?.startsWith(prefix) ? deployedName.slice(prefix.length) : (deployedName ?? 'unknown')
}
