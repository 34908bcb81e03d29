import { afterAll, beforeAll, expect, test } from 'vitest'
import { crashTable } from '../../support/crash.ts'
import { ENGINE_HISTORIES, MANY } from '../../support/histories.ts'
import { tableEngine } from '../../support/outlook-engine.ts'
import { history } from '../../support/outlook-history.ts'

let restore: () => void
beforeAll(() => {
  restore = crashTable()
})
afterAll(() => restore())

/** After any time at which this runs: then leases end by this clock alone. */
const NOW = Date.parse('2040-03-05T12:00:00Z')

test(`${ENGINE_HISTORIES} histories through the whole engine, dying anywhere, end with what Outlook has`, async () => {
  const seen = { runs: 0, pages: 0, failures: 0 }
  for (let seed = 1; seed <= ENGINE_HISTORIES; seed++) {
    const found = await history(seed, tableEngine, NOW)
    expect({ seed, mirrored: found.mirrored }).toEqual({ seed, mirrored: found.truth })
    for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += found.seen[name]
  }
  if (ENGINE_HISTORIES < MANY) return
  for (const [name, value] of Object.entries(seen)) expect.soft(value, name).toBeGreaterThan(ENGINE_HISTORIES / 20)
})
