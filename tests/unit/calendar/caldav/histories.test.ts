import { describe, expect, it } from 'vitest'
import { HISTORIES } from '../../../support/histories.ts'
import { play } from './history.ts'

const PARTS = 10

describe('histories of both sides, with lost answers, runs that are cut off and forgotten tokens', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part + 1))(
    `end in the truth (${HISTORIES}, part %i of ${PARTS})`,
    async (part) => {
      for (let seed = part - 1; seed < HISTORIES; seed += PARTS) {
        const { found, wanted } = await play(seed, 5 + (Math.floor(seed / PARTS) % 5))
        if (found.join('\n') !== wanted.join('\n')) expect({ seed, found }).toEqual({ seed, found: wanted })
      }
    },
  )
})
