/**
 * What started a change; stored with its event. `ai`: the planner or a model; `sync`: another system, or what follows in
 * the stream from a change that is committed.
 */
export type Source = 'api' | 'webhook' | 'cron' | 'ai' | 'import' | 'sync'

/**
 * On whose behalf, why and when something happens. Every service takes one as its first argument;
 * time and ids come from it, so that rules stay pure and tests decide.
 */
export type Context = {
  readonly userId: string
  readonly requestId: string
  readonly source: Source
  /** Short name of the client or, for work in the background, of the function; null when the client gave none. */
  readonly agent: string | null
  /** The network a request came from (a /24 or a /48, never the whole address); null for work in the background. */
  readonly address: string | null
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A new ULID; ids of one process sort in the order they were made. */
  readonly newId: (at?: number) => string
  /** Epoch milliseconds after which nothing is retried any more. */
  readonly deadline: number
  /** ETags of If-Match, '*' for any version, or null when the header is absent. */
  readonly ifMatch: string[] | '*' | null
}

/** The same work on behalf of something else: what the planner or a model does is done by `ai`. */
export const withSource = (ctx: Context, source: Source): Context => ({ ...ctx, source })

export const isoAt = (epochMs: number): string => new Date(epochMs).toISOString()
