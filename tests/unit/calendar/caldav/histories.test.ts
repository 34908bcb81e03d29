import { describe, expect, it } from 'vitest'
import { play } from './history.ts'

describe('histories of both sides', () => {
  // HISTORIES=10000 for as many as before a release.
  const many = Number(process.env.HISTORIES ?? 10_000)

  it(`${many} of them converge to the truth, with lost answers, runs that are cut off and forgotten tokens`, async () => {
    for (let seed = 0; seed < many; seed++) {
      const { found, wanted } = await play(seed, 5 + (seed % 5))
      if (found.join('\n') !== wanted.join('\n')) expect({ seed, found }).toEqual({ seed, found: wanted })
    }
  })
})
