import type { Context } from '../../lib/platform/context.ts'
import { newUlid } from '../../lib/platform/ids.ts'
import { AMPLE_MS } from './timing.ts'

/** A context as a request would have it. */
export const contextFor = (userId: string, more: Partial<Context> = {}): Context => ({
  userId,
  requestId: newUlid(),
  source: 'api',
  agent: 'test',
  address: null,
  now: Date.now,
  newId: newUlid,
  deadline: Date.now() + AMPLE_MS,
  ifMatch: null,
  ...more,
})
