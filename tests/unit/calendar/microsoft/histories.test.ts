import { expect, test } from 'vitest'
import { HISTORIES } from '../../../support/histories.ts'
import { history } from '../../../support/outlook-history.ts'
import { pureEngine } from './pure-engine.ts'

test(`${HISTORIES} random histories of Outlook and LifeOS end with what Outlook has`, async () => {
  const counts = { runs: 0, pages: 0, expired: 0, conflicts: 0, failures: 0 }
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const { mirrored, truth, seen } = await history(seed, pureEngine)
    for (const [name, value] of Object.entries(seen)) counts[name as keyof typeof counts] += value
    if (JSON.stringify(mirrored) !== JSON.stringify(truth))
      expect({ seed, mirrored }).toEqual({ seed, mirrored: truth })
  }
  // What the histories are about did happen in them.
  for (const [name, value] of Object.entries(counts)) expect.soft(value, name).toBeGreaterThan(HISTORIES / 20)
})
