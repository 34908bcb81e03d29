import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newUlid } from '../../../lib/platform/ids.ts'
import { countHit, numbersIn, SLACK } from '../../../lib/platform/rate-limit.ts'
import { anonymousPk, sk } from '../../../lib/platform/table/keys.ts'
import { getItem } from '../../../lib/platform/table/table.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const windowSeconds = 60
const hit = (who: string, limit: number, now: number) =>
  countHit({ of: { anonymous: who }, bucket: 'test', limit, windowSeconds }, now, Date.now() + AMPLE_MS).then(
    (position) => ({ taken: true as const, position }),
    (error) => ({ taken: false as const, error }),
  )

describe('a limit on requests', () => {
  it('lets exactly as many through as it says, of 50 at once', async () => {
    const now = Date.now()
    const who = randomUUID()
    const answers = await Promise.all(Array.from({ length: 50 }, () => hit(who, 20, now)))
    expect(answers.filter(({ taken }) => taken)).toHaveLength(20)
  })

  it('holds in every minute, not only in those of the clock, and refuses nothing that fits', async () => {
    const start = Math.ceil(Date.now() / 60_000) * 60_000
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 30 }),
        async (limit, gaps) => {
          const who = newUlid()
          const taken: number[] = []
          let now = start
          for (const gap of gaps) {
            now += gap
            const within = taken.filter((at) => at > now - windowSeconds * 1_000)
            const answer = await hit(who, limit, now)
            expect(answer.taken).toBe(within.length < limit)
            if (answer.taken) taken.push(now)
            else {
              const freeAt = (within.at(-limit) ?? 0) + windowSeconds * 1_000
              expect(answer.error.retryAfterSeconds * 1_000).toBeGreaterThanOrEqual(freeAt - now)
              expect(answer.error.retryAfterSeconds * 1_000).toBeLessThan(freeAt - now + 1_000)
            }
            if (answer.taken) expect(answer.position.remaining).toBe(limit - within.length - 1)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('keeps its row short however long it is used', async () => {
    const who = newUlid()
    const now = Date.now()
    for (let i = 0; i < 60; i += 1) expect((await hit(who, 3, now + i * 30_000)).taken).toBe(true)
    const last = await hit(who, 3, now + 60 * 30_000)
    expect(last.taken && last.position.remaining).toBe(1)
    const row = await getItem({ PK: anonymousPk(who), SK: sk.rate('test') }, { deadline: now + AMPLE_MS })
    expect(numbersIn(row?.hits).length).toBeLessThan(2 * 3 + SLACK)
  })
})
