import { beforeAll, expect, it } from 'vitest'
import { handler as archive } from '../../../functions/event-archive/handler.ts'
import { handler as projections } from '../../../functions/projections/handler.ts'
import { simulateYear } from '../../../infra/seed/year.ts'
import { countsOf } from '../../../lib/domain/archive/drift.ts'
import { replay } from '../../../lib/domain/archive/replay.service.ts'
import { impactOf } from '../../../lib/domain/search/impact.service.ts'
import { search } from '../../../lib/domain/search/search.service.ts'
import { s3Archive } from '../../../lib/providers/archive/s3-archive.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf } from '../../support/partition.ts'
import { deliverTo, skOfRecord, tailStream } from '../../support/stream.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const NOW = Date.parse('2026-03-29T12:00:00Z') // the day on which clocks change
const DAYS = 21

let stream: Awaited<ReturnType<typeof tailStream>>
beforeAll(async () => {
  stream = await tailStream()
})

const livedBy = async (userId: string) => {
  await simulateYear({ userId, seed: 7, now: NOW, days: DAYS })
  const records = await stream.all(userId)
  const events = records.filter((record) => skOfRecord(record).startsWith('EVENT#'))
  await deliverTo(archive, events)
  await deliverTo(projections, records)
  return events.length
}

const replayed = (userId: string, source: 'archive' | 'both') =>
  replay(s3Archive(), { userId, source, now: NOW, deadline: Date.now() + AMPLE_MS })

it('a seeded account has every kind of entity, no drift, and can be searched', async () => {
  const userId = newUserId()
  const events = await livedBy(userId)
  for (const source of ['both', 'archive'] as const) {
    const { drift, built } = await replayed(userId, source)
    expect(drift).toEqual([])
    expect(Object.keys(countsOf(built))).toEqual(
      expect.arrayContaining([
        'area',
        'cardreview',
        'course',
        'deck',
        'goal',
        'habit',
        'habitlog',
        'knowledgeitem',
        'logbook',
        'markdownfile',
        'metric',
        'metriclog',
        'project',
        'resource',
        'reward',
        'skill',
        'task',
      ]),
    )
  }
  expect(events).toBeGreaterThan(150)
  const found = await search(contextFor(userId), { q: 'half marathon', limit: 10 })
  expect(found.results.map(({ entityType }) => entityType)).toEqual(expect.arrayContaining(['goal', 'project']))
  expect(found.source).toBe('index')
  const goal = found.results.find(({ entityType }) => entityType === 'goal')
  const { linkedFrom } = await impactOf(contextFor(userId), 'goal', goal?.id ?? '')
  const kinds = new Set(linkedFrom.map(({ entityType }) => entityType))
  expect([...kinds]).toEqual(expect.arrayContaining(['goal', 'habit', 'project']))
  expect(linkedFrom.every(({ title }) => title !== '')).toBe(true)
})

it('the same seed on the same day gives the same account', async () => {
  const [one, two] = [newUserId(), newUserId()]
  await Promise.all([one, two].map((userId) => simulateYear({ userId, seed: 3, now: NOW, days: 8 })))
  const tasks = async (userId: string) =>
    [...(await partitionOf(userId))]
      .filter(([key]) =>
        /^(TASK|GOAL|HABITLOG|METRICLOG|LOGBOOK|KNOWLEDGEITEM|CARDREVIEW|SKILL|MARKDOWNFILE)#/.test(key),
      )
      .map(([, { PK: _pk, userId: _user, GSI1PK: _index, ...row }]) => row)
  expect(await tasks(one)).toEqual(await tasks(two))
})
