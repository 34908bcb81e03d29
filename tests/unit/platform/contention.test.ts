import { describe, expect, it } from 'vitest'
import { untilCommitted } from '../../../lib/platform/events/mutate.ts'
import { VersionConflict } from '../../../lib/platform/events/write.ts'
import { AFTER_RACE_MS, backoffMs, longestWaitAfter } from '../../../lib/platform/table/retry.ts'
import { contextFor } from '../../support/context.ts'

it('a race that is lost until the deadline is a 503 that says when to come again, never a conflict', async () => {
  let plans = 0
  const lost = untilCommitted(contextFor('u', { deadline: Date.now() + 200 }), async () => {
    plans += 1
    throw new VersionConflict()
  })
  await expect(lost).rejects.toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 })
  expect(plans).toBeGreaterThan(1)
})

/** Writers of one row: each reads its version, and loses when it is another one a moment later. */
const writersOf = async (userIds: string[]) => {
  let version = 0
  const attempts = userIds.map(() => 0)
  await Promise.all(
    userIds.map((userId, i) =>
      untilCommitted(contextFor(userId), async () => {
        attempts[i] = (attempts[i] ?? 0) + 1
        const seen = version
        await new Promise(setImmediate)
        if (seen !== version) throw new VersionConflict()
        version += 1
        return { changes: [], result: null }
      }),
    ),
  )
  return { version, attempts }
}

describe('writers of one row at once', () => {
  it('in one process commit after one lost race each, and lose nothing', async () => {
    const { version, attempts } = await writersOf(Array.from({ length: 60 }, () => 'one person'))
    expect(version).toBe(60)
    expect(Math.max(...attempts)).toBe(2)
  })

  it('who do not know of each other, as in processes of their own, all commit', async () => {
    const { version } = await writersOf(Array.from({ length: 20 }, (_, i) => `as in process ${i}`))
    expect(version).toBe(20)
  })

  it('go on behind one who fails', async () => {
    const race = { lost: 0 }
    const writer = (fails: boolean) =>
      untilCommitted(contextFor('somebody'), async () => {
        if (race.lost++ < 3) throw new VersionConflict()
        if (fails) throw new Error('broken')
        return { changes: [], result: 'written' }
      })
    expect(await Promise.allSettled([writer(true), writer(false), writer(false)])).toEqual([
      { status: 'rejected', reason: new Error('broken') },
      { status: 'fulfilled', value: 'written' },
      { status: 'fulfilled', value: 'written' },
    ])
  })
})

describe('the wait before another attempt', () => {
  const cancelled = (...codes: string[]) => ({
    name: 'TransactionCanceledException',
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

  it('is short after a race, because the row is free again soon', () => {
    expect(longestWaitAfter(cancelled('None', 'TransactionConflict'))).toBe(AFTER_RACE_MS)
    expect([0, 1, 2, 3, 4, 20].map((attempt) => backoffMs(attempt, AFTER_RACE_MS, () => 1))).toEqual([
      20, 40, 80, 160, 200, 200,
    ])
  })

  it('grows to a second after throttling, also where a race was lost too', () => {
    for (const error of [cancelled('ThrottlingError', 'TransactionConflict'), { name: 'ThrottlingException' }])
      expect(longestWaitAfter(error)).toBe(1_000)
    expect([0, 5, 6, 20].map((attempt) => backoffMs(attempt, undefined, () => 1))).toEqual([20, 640, 1_000, 1_000])
  })
})
