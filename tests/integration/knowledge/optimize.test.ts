import { beforeEach, describe, expect, it } from 'vitest'
import { handler as jobs } from '../../../functions/jobs/handler.ts'
import { handler as knowledge } from '../../../functions/knowledge/handler.ts'
import { DECK_OPTIMIZATION } from '../../../lib/domain/knowledge/reviews/optimizer/optimize.job.ts'
import { deckOptimization } from '../../../lib/domain/knowledge/reviews/optimizer/optimize-slices.service.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { putWrite } from '../../../lib/platform/events/write.ts'
import { findJob, newJob } from '../../../lib/platform/jobs/job-rows.ts'
import { runJob } from '../../../lib/platform/jobs/run-job.ts'
import { sk } from '../../../lib/platform/table/keys.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { invoke } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { historiesOfSomebody, weightsOfSomebody } from '../../support/simulated-person.ts'
import { storeLog } from '../../support/stored-log.ts'

let user: TestUser
const optimize = (id: string, token = user.accessToken, headers = {}) =>
  invoke(jobs, 'POST', `/knowledge/decks/${id}/optimize`, { token, body: {}, headers })
const deckOf = async (id: string) =>
  (await invoke(knowledge, 'GET', `/knowledge/decks/${id}`, { token: user.accessToken })).data
const newDeck = async () => {
  const { data } = await invoke(knowledge, 'POST', '/knowledge/decks', {
    token: user.accessToken,
    body: { name: 'Words' },
  })
  return data.id as string
}
const histories = (cards: number) => historiesOfSomebody(weightsOfSomebody(3), cards, 1)

/** A job that fits a deck, with workers of so little time that each slice is one round. */
const optimizedByJob = async (deckId: string) => {
  const ctx = () => contextFor(user.userId, { deadline: Date.now() + 14_000 })
  const { job, write } = newJob(ctx(), DECK_OPTIMIZATION, { deckId })
  await commit(ctx(), { changes: [], writes: [write], result: null })
  let slices = 1
  while ((await runJob(ctx(), [deckOptimization], { jobId: job.id, worker: 'job-worker' })) === 'goesOn') slices += 1
  return { slices, ended: await findJob(ctx(), job.id) }
}

beforeEach(async () => {
  user = await signUp()
})

describe('the parameters of a deck', () => {
  it('are fitted to its own reviews, once, and kept in the deck by an event', async () => {
    const [id, other] = [await newDeck(), await newDeck()]
    const reviews = await storeLog(contextFor(user.userId), id, histories(60))
    expect(reviews).toBeGreaterThan(400)
    const { status, data, raw } = await optimize(id)
    expect(status, raw).toBe(200)
    expect(data).toMatchObject({ reviews, jobId: null })
    expect(data.parameters).toHaveLength(21)
    expect(data.logLoss.after).toBeLessThan(data.logLoss.before)
    expect(await deckOf(id)).toMatchObject({ version: 2, fsrsParameters: data.parameters })
    expect((await deckOf(other)).fsrsParameters).toBeNull()
    const again = (await optimize(id)).data
    expect(again.parameters).toEqual(data.parameters)
    expect(again.logLoss).toEqual({ before: data.logLoss.after, after: data.logLoss.after })
    expect((await deckOf(id)).version).toBe(2)
    expect(violationsIn(await partitionOf(user.userId))).toEqual([])
  })

  it('of the default deck are kept though it was not stored before, and a repeated key answers alike', async () => {
    await storeLog(contextFor(user.userId), 'default', histories(60))
    const headers = { 'idempotency-key': 'once' }
    const first = await optimize('default', user.accessToken, headers)
    expect((await optimize('default', user.accessToken, headers)).data).toEqual(first.data)
    expect(await deckOf('default')).toMatchObject({ version: 1, fsrsParameters: first.data.parameters })
  })

  it('need 400 reviews, and a deck of one’s own', async () => {
    const id = await newDeck()
    await storeLog(contextFor(user.userId), id, histories(20))
    expect((await optimize(id)).status).toBe(409)
    expect((await optimize((await signUp()).userId)).status).toBe(404)
    expect((await optimize(id, (await signUp()).accessToken)).status).toBe(404)
  })

  it('are the same when a job fits them in slices, and a second job changes nothing', async () => {
    const [id, other] = [await newDeck(), await newDeck()]
    await storeLog(contextFor(user.userId), id, histories(60))
    const { slices, ended } = await optimizedByJob(id)
    expect(slices).toBeGreaterThan(5)
    expect(ended).toMatchObject({ status: 'succeeded', result: { parameters: (await deckOf(id)).fsrsParameters } })
    const { data } = await optimize(id)
    expect(data.parameters).toEqual(ended?.result?.parameters)
    expect((await optimizedByJob(id)).ended?.result).toMatchObject({ parameters: data.parameters })
    expect((await deckOf(id)).version).toBe(2)
    expect((await optimizedByJob(other)).ended).toMatchObject({ status: 'failed', error: { code: 'conflict' } })
  })

  it('are fitted by a job when the log is long', async () => {
    const id = await newDeck()
    const ctx = contextFor(user.userId)
    const counts = { date: '2021-01-01', deckId: id, reviews: 10_001, newCards: 0, reviewCards: 0, tested: 0, known: 0 }
    await commit(ctx, { changes: [], writes: [putWrite(ctx, sk.reviewDay('2021-01-01', id), counts)], result: null })
    const { data } = await optimize(id)
    expect(data).toMatchObject({ parameters: null, logLoss: null, reviews: 10_001 })
    expect(await findJob(ctx, data.jobId)).toMatchObject({ kind: 'knowledge.optimize-deck', input: { deckId: id } })
  })
})
