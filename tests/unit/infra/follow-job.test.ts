import { expect, it } from 'vitest'
import { followJob, showingTime } from '../../../infra/scripts/follow-job.ts'

/** A bar that keeps what it shows. */
const keptBar = () => {
  const shown: string[] = []
  return {
    shown,
    show: (what: string, done: number, of: number | null) => void shown.push(`${what} ${done}/${of}`),
    end: () => void shown.push('end'),
  }
}
const jobAt = (done: number, total: number | null, finishedAt: string | null = null) => ({
  kind: 'calendar.sync',
  progress: { done, total },
  finishedAt,
})

it('a job is shown until it has ended', async () => {
  const states = [jobAt(0, null), jobAt(20, null), jobAt(30, 30, '2026-11-01T10:00:00.000Z')]
  const bar = keptBar()
  const ended = await followJob(async () => states.shift() ?? jobAt(-1, null), bar, { mostMs: 60_000, pollMs: 1 })
  expect(ended).toMatchObject({ progress: { done: 30 } })
  expect(bar.shown).toEqual(['calendar.sync 0/null', 'calendar.sync 20/null', 'calendar.sync 30/30', 'end'])
})

it('a job that goes on for too long is left alone', async () => {
  const bar = keptBar()
  expect(await followJob(async () => jobAt(5, 9), bar, { mostMs: 0 })).toMatchObject({ finishedAt: null })
  expect(bar.shown).toEqual(['calendar.sync 5/9', 'end'])
})

it('the bar is taken away when work ends, well or not', async () => {
  const bar = keptBar()
  expect(await showingTime('reconcile', bar, async () => 7)).toBe(7)
  await expect(showingTime('reconcile', bar, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(bar.shown).toEqual(['end', 'end'])
})
