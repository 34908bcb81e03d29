import { beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../../../lib/platform/context.ts'
import { conflict, payloadTooLarge, unavailable } from '../../../lib/platform/errors.ts'
import { errorAnswers } from '../../../lib/platform/http/error-answers.ts'
import { idempotency } from '../../../lib/platform/http/idempotency.ts'
import { response } from '../../../lib/platform/http/response.ts'
import type { Input, Route } from '../../../lib/platform/http/route.ts'
import { type Claim, IdempotencyReplay } from '../../../lib/platform/idempotency.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { eventOf, exchangeOf, routeOf, runChain } from './kernel.ts'

beforeAll(() => stubEnvironment({ LOG_LEVEL: 'silent' }))

type Stored = { result: unknown } | null

/** A store whose look-ups are answered from a list, one after the other. */
const storeOf = (...answers: (Stored | Error)[]) => {
  const kept: unknown[] = []
  return {
    kept,
    finds: () => answers.length,
    find: async () => {
      const next = answers.shift() ?? null
      if (next instanceof Error) throw next
      return next
    },
    keep: async (_ctx: Context, _claim: Claim, result: unknown) => {
      kept.push(result)
    },
  }
}

const run = async (
  store: ReturnType<typeof storeOf>,
  handler: (claim: Claim | null) => unknown,
  more: { key?: false; route?: Partial<Route> } = {},
) => {
  const claim = more.key === false ? null : { route: 'makeThing', key: 'k1', bodyHash: 'hash', settled: false }
  const exchange = exchangeOf({ input: { ctx: { userId: 'ada' }, claim } as Input<Route> })
  exchange.found.route = routeOf(more.route)
  let runs = 0
  const answer = await runChain(
    [errorAnswers(), response(), idempotency(store)],
    eventOf('POST', '/api/v1/things'),
    exchange,
    () => {
      runs += 1
      return handler(claim)
    },
  )
  const { data, error } = JSON.parse(answer.body ?? '{}')
  return {
    status: answer.statusCode,
    data,
    code: error?.code,
    replayed: answer.headers?.['idempotency-replayed'],
    runs,
  }
}

/** What commit does when it stores the answer with what it wrote. */
const commits = (claim: Claim | null) => {
  if (claim) claim.settled = true
  return { id: 'mine' }
}
const refuse = (error: Error) => () => {
  throw error
}
const theirs = { result: { id: 'theirs' } }

const refusal = (message: string, code?: string) => conflict(message, { type: 'wrong_state', loc: ['task'] }, code)

describe('a keyed POST', () => {
  it('that is new runs; what its transaction stored is not stored again', async () => {
    const store = storeOf()
    expect(await run(store, commits)).toMatchObject({ status: 200, data: { id: 'mine' }, replayed: undefined, runs: 1 })
    expect(store.kept).toEqual([])
  })

  it('that had nothing to write keeps its answer', async () => {
    const store = storeOf()
    expect(await run(store, () => ({ id: 'same' }))).toMatchObject({ status: 200, data: { id: 'same' } })
    expect(store.kept).toEqual([{ id: 'same' }])
  })

  it('that was answered before is answered again and does not run', async () => {
    const repeat = await run(storeOf(theirs), commits)
    expect(repeat).toEqual({ status: 200, data: { id: 'theirs' }, code: undefined, replayed: 'true', runs: 0 })
  })

  it('that lost the race for its key gets the winner’s answer', async () => {
    const lost = await run(storeOf(null, theirs), refuse(new IdempotencyReplay()))
    expect(lost).toMatchObject({ status: 200, data: { id: 'theirs' }, replayed: 'true', runs: 1 })
  })

  it('that was refused because the first request took effect gets the first answer', async () => {
    const late = await run(storeOf(null, theirs), refuse(refusal('It is done already')))
    expect(late).toMatchObject({ status: 200, data: { id: 'theirs' }, replayed: 'true' })
  })

  it('that lost a race whose winner has no answer yet is told to wait, and a refusal of its own stands', async () => {
    expect(await run(storeOf(), refuse(new IdempotencyReplay()))).toMatchObject({ status: 409, code: 'CONFLICT' })
    expect(await run(storeOf(), refuse(refusal('No', 'TASK_DONE')))).toMatchObject({ status: 409, code: 'TASK_DONE' })
  })

  it('whose key came with another body is refused once, before it runs', async () => {
    const store = storeOf(Object.assign(refusal('Another body', 'IDEMPOTENCY_KEY_REUSED')), theirs)
    expect(await run(store, commits)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', runs: 0 })
    expect(store.finds()).toBe(1)
  })

  it('whose answer no item can hold is answered all the same', async () => {
    const store = { ...storeOf(), keep: () => Promise.reject(payloadTooLarge()) }
    expect(await run(store, () => ({ id: 'large' }))).toMatchObject({ status: 200, data: { id: 'large' } })
  })

  it('fails as the store does when that does not answer', async () => {
    expect(await run(storeOf(null, unavailable()), refuse(refusal('No')))).toMatchObject({ status: 503 })
  })

  it('whose stored answer does not fit the route any more is a fault, not a crash', async () => {
    const broken = { result: 'not an object' }
    expect(await run(storeOf(broken), commits)).toMatchObject({ status: 500, runs: 0 })
    expect(await run(storeOf(null, broken), refuse(refusal('No')))).toMatchObject({ status: 500 })
  })
})

it('a request without a key looks nothing up, whatever becomes of it', async () => {
  const store = storeOf(theirs, theirs)
  expect(await run(store, () => ({ id: 'mine' }), { key: false })).toMatchObject({ data: { id: 'mine' } })
  expect(await run(store, refuse(refusal('No')), { key: false })).toMatchObject({ status: 409 })
  expect([store.finds(), store.kept]).toEqual([2, []])
})
