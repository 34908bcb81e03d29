import type { SyncRun } from './sync-run.schema.ts'

export type Trigger = SyncRun['trigger']

/** A run that somebody asked for. `isForced`: everything is read, whatever the cursor says. */
export type SyncRequest = { id: string; trigger: Trigger; isForced: boolean }

/** How far the sync of a connection is. Instants are ISO, `leaseUntil` epoch ms. */
export type SyncState = {
  connectionId: string
  /** The run that holds the connection, and until when: no other one begins before. */
  lease: string | null
  leaseUntil: number
  running: SyncRequest | null
  /** Asked for while another one ran. */
  requested: SyncRequest | null
  /** The run before did not end: it was cut off somewhere. */
  wasCutOff: boolean
  cursor: string | null
  fullAt: string | null
  lastSyncedAt: string | null
  nextSyncAt: string | null
  lastError: { code: string; message: string; at: string } | null
  failures: number
  runs: number
  /** The connection is deleted, and what belongs to it has to go. */
  isRemoved: boolean
}

export const BLANK_STATE: Omit<SyncState, 'connectionId'> = {
  ...{ lease: null, leaseUntil: 0, running: null, requested: null, wasCutOff: false },
  ...{ cursor: null, fullAt: null, lastSyncedAt: null, nextSyncAt: null, lastError: null },
  ...{ failures: 0, runs: 0, isRemoved: false },
}
