import { afterAll, expect, test } from 'vitest'
import { resetCircuits } from '../../../../lib/platform/outbound/circuits.ts'
import { playHistory, settle, shownHere, shownThere } from '../../../support/google-history.ts'
import { HISTORIES } from '../../../support/histories.ts'
import { pureMirror } from './pure-mirror.ts'

/** `FAST_CHECK_SEED=random` plays others. */
const SEED = Number(process.env.FAST_CHECK_SEED ?? 1) || Date.now()
const PARTS = Array.from({ length: 10 }, (_, part) => part)
afterAll(resetCircuits)

test.each(PARTS)(`after any of ${HISTORIES} histories the mirror is what Google has: part %i`, async (part) => {
  for (let n = part; n < HISTORIES; n += PARTS.length) {
    const history = await playHistory(SEED * 1_000_003 + n, pureMirror)
    const { mirror, log } = history
    const [shown, expected] = [await shownHere(history), shownThere(history)]
    if (shown.join() !== expected.join()) expect({ n, log, shown }).toEqual({ n, log, shown: expected })
    // Another look at everything finds nothing to do.
    if (n % 100 > 9) continue
    const changes = await mirror.changes()
    await mirror.startAnew()
    await settle(history)
    expect({ n, log, changes: await mirror.changes() }).toEqual({ n, log, changes })
  }
})
