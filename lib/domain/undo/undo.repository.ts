import type { Context } from '../../platform/context.ts'
import type { Event } from '../../platform/events/event.ts'
import { putWrite, type Write } from '../../platform/events/write.ts'
import { ulidsFrom } from '../../platform/ids.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk } from '../../platform/table/keys.ts'
import { MINUTE_MS } from '../../platform/units.ts'
import type { ChangeSetRef } from './undo-token.ts'

/** A request has ended by then; what it starts in the background has an id of its own. */
export const LONGEST_REQUEST_MS = MINUTE_MS
const PAGE = 1_000

/** The events of one request, oldest first. Costs the events of a minute. Consistent. */
export const loadChangeSet = async (ctx: Context, { requestId, since }: ChangeSetRef): Promise<Event[]> => {
  const range = { from: sk.event(ulidsFrom(since)), to: sk.event(ulidsFrom(since + LONGEST_REQUEST_MS)) + LAST }
  const found: Event[] = []
  let after: Item | undefined
  do {
    const page = await partition(ctx).page({ ...range, limit: PAGE, after }, { consistent: true })
    for (const { PK: _pk, SK: _sk, ...event } of page.items)
      if (event.requestId === requestId) found.push(event as Event)
    after = page.next
  } while (after)
  return found
}

/**
 * How far undoing what a request changed is. `done`: entities that were given back. `requests`: those that did it, more than one after a
 * crash.
 */
export type Undoing = { done: string[]; requests: ChangeSetRef[]; isFinished: boolean }

export const loadUndoing = async (ctx: Context, requestId: string): Promise<Undoing | null> => {
  const row = await partition(ctx).get(sk.undoing(requestId), { consistent: true })
  return row && ({ done: row.done, requests: row.requests, isFinished: row.isFinished } as Undoing)
}

/** Kept as long as anybody can ask for it again. `expiresAt`: epoch ms. */
export const undoingWrite = (ctx: Context, requestId: string, undoing: Undoing, expiresAt: number): Write =>
  putWrite(ctx, sk.undoing(requestId), { ...undoing, expiresAt: Math.floor(expiresAt / 1_000) })
