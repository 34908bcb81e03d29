/** Where a change came from; stored with its event. */
export type Source = 'api' | 'webhook' | 'cron' | 'ai' | 'import' | 'sync'

/**
 * On whose behalf, why and when something happens. Every service takes one as its first argument;
 * time and ids come from it, so that rules stay pure and tests decide.
 */
export type Context = {
  readonly userId: string
  readonly requestId: string
  readonly source: Source
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A new ULID; ids of one process sort in the order they were made. */
  readonly newId: (at?: number) => string
  /** Epoch milliseconds after which nothing is retried any more. */
  readonly deadline: number
  /** ETags of If-Match, '*' for any version, or null when the header is absent. */
  readonly ifMatch: string[] | '*' | null
}

export const isoAt = (epochMs: number): string => new Date(epochMs).toISOString()
