import type { SyncRun } from './sync-run.schema.ts'

export type Trigger = SyncRun['trigger']

/** A run that somebody asked for. `isForced`: calendars are listed and read from their beginning, whatever is known. */
export type SyncRequest = { id: string; trigger: Trigger; isForced: boolean }

/** What a run did so far. */
export type Progress = {
  request: SyncRequest
  startedAt: string
  mode: SyncRun['mode']
  added: number
  updated: number
  deleted: number
  /** Ids of the calendars that are done. */
  done: string[]
}

/** How far the sync of a connection is; where it is in each calendar is in rows of their own. Instants are ISO, `leaseUntil` epoch ms. */
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
  /** Runs that began since one ended: all but this one were cut off. */
  starts: number
  /** A run that ended at its time and goes on in another invocation. */
  unfinished: Progress | null
  /** When the provider's calendars were listed last. */
  calendarsAt: string | null
  lastSyncedAt: string | null
  nextSyncAt: string | null
  lastError: { code: string; message: string; at: string } | null
  failures: number
  runs: number
  /** The connection is deleted, and what belongs to it has to go. */
  isRemoved: boolean
}

export const BLANK_STATE: Omit<SyncState, 'connectionId'> = {
  ...{ lease: null, leaseUntil: 0, running: null, requested: null, wasCutOff: false, starts: 0, unfinished: null },
  ...{ calendarsAt: null, lastSyncedAt: null, nextSyncAt: null, lastError: null },
  ...{ failures: 0, runs: 0, isRemoved: false },
}
