/** Where a change came from; stored with its event. */
export type Source = 'api' | 'webhook' | 'cron' | 'ai' | 'import' | 'sync'

/** What is needed to answer a repeated POST like the first: see platform/http/idempotency.ts. */
export type IdempotencyClaim = { route: string; key: string; bodyHash: string; stored: boolean }

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
  readonly idempotency: IdempotencyClaim | null
}

export const isoAt = (epochMs: number): string => new Date(epochMs).toISOString()
