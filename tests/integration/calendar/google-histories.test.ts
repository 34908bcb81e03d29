import { afterAll, beforeAll, expect, test } from 'vitest'
import { resetCircuits } from '../../../lib/platform/outbound/circuits.ts'
import { crashTable } from '../../support/crash.ts'
import { playHistory, settle, shownHere, shownThere } from '../../support/google-history.ts'
import { tableMirror } from '../../support/google-table.ts'
import { ENGINE_HISTORIES, MANY } from '../../support/histories.ts'

let restore: () => void
beforeAll(() => {
  restore = crashTable()
})
afterAll(() => {
  restore()
  resetCircuits()
})

test(`${ENGINE_HISTORIES} histories through the whole engine, dying anywhere, end with what Google has`, async () => {
  const runs = { done: 0, crashed: 0, refused: 0 }
  for (let seed = 1; seed <= ENGINE_HISTORIES; seed++) {
    const history = await playHistory(seed, tableMirror)
    const { log, mirror } = history
    expect({ seed, log, shown: await shownHere(history) }).toEqual({ seed, log, shown: shownThere(history) })
    for (const one of log.filter((text) => text.startsWith('sync: '))) {
      const outcome = one.slice('sync: '.length)
      runs[outcome === 'done' || outcome === 'crashed' ? outcome : 'refused'] += 1
    }
    if (seed % 10 > 0) continue
    const changes = await mirror.changes()
    await mirror.startAnew()
    await settle(history)
    expect({ seed, log, changes: await mirror.changes() }).toEqual({ seed, log, changes })
  }
  if (ENGINE_HISTORIES < MANY) return
  for (const [name, count] of Object.entries(runs)) expect.soft(count, name).toBeGreaterThan(ENGINE_HISTORIES / 20)
})
