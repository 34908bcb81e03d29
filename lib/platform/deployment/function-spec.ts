/** What one Lambda needs from its surroundings: `functions/<name>/function.ts` states it, infra/generate turns it into CloudFormation. */
export type FunctionSpec = {
  description: string
  /** MB; the provider's default when absent. */
  memorySize?: number
  /** Seconds; the provider's default when absent. HTTP functions stay under the gateway's 30. */
  timeout?: number
  access: Access
  /** Files, from the project's root, that it reads at run time. */
  files?: string[]
  /**
   * How many of it may run at once, where the account has that many to give: what is started beyond waits. For functions that
   * others start (`access.invoke`) and that work on something with a limit of its own.
   */
  atMost?: number
  stream?: StreamSpec
  /** Several: the function is told by `job` which one it is for. */
  schedule?: ScheduleSpec | ScheduleSpec[]
}

/** What the function calls; its role gets these actions and no others. */
export type Access = {
  /** 'batchWrite' is for rows that are no entities: those need a transaction. */
  table?: ('read' | 'write' | 'batchWrite')[]
  /** Indexes it queries. */
  index?: IndexName[]
  /** Cognito actions it calls, by API name: 'AdminGetUser'. */
  cognito?: string[]
  archive?: 'read' | 'write'
  /** The bucket of people's files and long texts. 'sweep': to take away what nothing names. */
  files?: 'read' | 'write' | 'sweep'
  llmSecret?: true
  /** The keys of Stripe, and what a call to it needs to know. */
  stripeSecret?: true
  /** The credentials of this project at Google and Microsoft, and what a call to them needs to know. */
  calendarSecrets?: true
  /** Seals secrets of people, or opens them (lib/platform/encryption); it reads and writes the table for that. */
  encryption?: true
  /**
   * Functions that it starts without waiting for them (lib/platform/invocation). Such a function is repeated twice when it
   * throws, a minute later and two more; then its payload and its error are kept in the failure bucket.
   */
  invoke?: string[]
}

export type IndexName = 'GSI1' | 'GSI2' | 'GSI3'

/** A mapping from the table's stream. Order inside a partition key is kept: one batch per shard at a time. */
export type StreamSpec = {
  batchSize: number
  /** Seconds to wait for a fuller batch. */
  batchWindow: number
  maximumRetryAttempts: number
  /** Lambda event filters on the record, e.g. `{ eventName: ['INSERT'] }`. */
  filterPatterns?: Record<string, unknown>[]
}

/**
 * A job that EventBridge starts again and again, on AWS and in the local cloud. A run that fails is repeated twice, then
 * kept in a queue that an alarm watches; a run may also come twice.
 */
export type ScheduleSpec = {
  /** Of the job, for its log line and `npm run job -- NAME`: 'reconcile-billing'. */
  name: string
  /** `rate(1 day)`, or six fields in UTC: `cron(30 3 * * ? *)`. */
  expression: `rate(${string})` | `cron(${string})`
  /** What the job does, in a sentence. */
  description: string
}
