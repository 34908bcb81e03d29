import { beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { CALENDAR_IMPORT } from '../../lib/domain/calendar/import/import.job.ts'
import { commit } from '../../lib/platform/events/commit.ts'
import { newUlid } from '../../lib/platform/ids.ts'
import { newJob } from '../../lib/platform/jobs/job-rows.ts'
import { signUp, type TestUser } from '../support/cloud.ts'
import { contextFor } from '../support/context.ts'
import { type Answer, invoke, type Request } from '../support/invoke.ts'
import { type Served, servedRoutes } from './functions.ts'
import { openObjects, sampleOf } from './sample.ts'

/** Parameters that are not ids of a person's entities: what to send for them. Routes with only these have no owner. */
const NOT_OWNED: Record<string, string> = { feature: 'parseTask', entityType: 'task', date: '2031-05-06', version: '1' }

/** Routes whose {id} is made by no POST of the same path, or by one that asks another host or needs a file: where their entities come from is tested with their domain. */
const MADE_ELSEWHERE = new Set([
  'restoreEntity',
  'readImpact',
  'readWeeklyReview',
  'deleteWeeklyReview',
  'readPlan',
  'applyPlan',
  'revertPlan',
  'readCalendarConnection',
  'updateCalendarConnection',
  'deleteCalendarConnection',
  'syncCalendarConnection',
  'listCalendarSyncs',
  'readVaultImport',
  'undo',
  'readVaultExport',
])

const all = await servedRoutes()
const guarded = all.filter(({ route }) => route.auth !== 'public')
const takingBodies = all.filter(({ route }) => route.body)
const takingBytes = all.filter(({ route }) => route.rawBody)
const withBody = all.filter(({ route }) => route.body && !route.bodyOptional)
const paramsOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => name ?? '')
const owned = guarded.filter(({ route }) => paramsOf(route.path).some((name) => !(name in NOT_OWNED)))

let one: TestUser
let other: TestUser
beforeAll(async () => {
  one = await signUp()
  other = await signUp()
})

const send = ({ handler, route }: Served, path: string, request: Request): Promise<Answer> =>
  invoke(handler, route.method, path, request)

const pathWith = (path: string, id: (param: string, index: number) => string): string =>
  paramsOf(path).reduce(
    (text, param, index) => text.replace(new RegExp(`\\{${param}\\+?\\}`), NOT_OWNED[param] ?? id(param, index)),
    path,
  )

const bodyFor = ({ route }: Served): Pick<Request, 'body'> => (route.body ? { body: sampleOf(route.body) } : {})

const isProblem = (answer: Answer, status: number, code: string) => {
  expect(answer.status, answer.raw).toBe(status)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(answer.body).toMatchObject({ success: false, data: null, status, error: { code } })
  expect(answer.raw).not.toMatch(/node_modules|at .*\.ts:\d+/)
}

describe.each(guarded.map((served) => [`${served.route.method} ${served.route.path}`, served] as const))(
  '%s',
  (_, served) => {
    const path = pathWith(served.route.path, () => newUlid())

    it('answers 401 without a token and with a forged one', async () => {
      const forged = `${one.accessToken.slice(0, -8)}AAAAAAAA`
      for (const token of [null, forged, 'junk'])
        isProblem(await send(served, path, { token, ...bodyFor(served) }), 401, 'UNAUTHORIZED')
    })
  },
)

describe.each(withBody.map((served) => [`${served.route.method} ${served.route.path}`, served] as const))(
  '%s',
  (_, served) => {
    it('answers 400 to a body that is no JSON, no object or not what it takes', async () => {
      const path = pathWith(served.route.path, () => newUlid())
      for (const body of ['{"a":', '[]', '"text"', 'null', '']) {
        const answer = await send(served, path, {
          token: one.accessToken,
          body,
          headers: { 'content-type': 'application/json' },
        })
        isProblem(answer, 400, 'VALIDATION_ERROR')
      }
    })
  },
)

describe.each(takingBytes.map((served) => [`${served.route.method} ${served.route.path}`, served] as const))(
  '%s',
  (_, served) => {
    it('answers 413 to more than 1 MB, before its handler sees it', async () => {
      const body = 'x'.repeat(1_048_577)
      const token = served.route.auth === 'public' ? null : one.accessToken
      isProblem(await send(served, served.route.path, { token, body }), 413, 'PAYLOAD_TOO_LARGE')
    })
  },
)

describe.each(takingBodies.map((served) => [`${served.route.method} ${served.route.path}`, served] as const))(
  '%s',
  (_, served) => {
    it('answers 400 naming a field it does not know', async () => {
      const path = pathWith(served.route.path, () => newUlid())
      const body = { ...(sampleOf(served.route.body as z.ZodType) as object), notAField: 1 }
      const answer = await send(served, path, { token: one.accessToken, body })
      isProblem(answer, 400, 'VALIDATION_ERROR')
      expect(answer.error.details).toContainEqual({
        loc: ['body', 'notAField'],
        msg: expect.any(String),
        type: 'unrecognized_keys',
      })
    })

    it('takes no object, however deep in its body, with fields it does not know', () => {
      expect(openObjects(served.route.body as z.ZodType)).toEqual([])
    })
  },
)

describe.each(owned.map((served) => [`${served.route.method} ${served.route.path}`, served] as const))(
  '%s',
  (_, served) => {
    it('answers another person’s id exactly like an unknown one', async () => {
      const theirs = await idOfOther(served)
      const shape = (answer: Answer) => ({ status: answer.status, error: answer.error })
      const request = { token: one.accessToken, ...bodyFor(served) }
      const unknown = await send(
        served,
        pathWith(served.route.path, () => newUlid()),
        request,
      )
      isProblem(unknown, 404, 'NOT_FOUND')
      if (theirs === null) return expect(MADE_ELSEWHERE, served.name).toContain(served.name)
      const foreign = await send(
        served,
        pathWith(served.route.path, (_param, index) => (index === 0 ? theirs : newUlid())),
        request,
      )
      expect(shape(foreign)).toEqual(shape(unknown))
    })

    it('answers 400 to an id that can be none', async () => {
      const answer = await send(
        served,
        pathWith(served.route.path, () => 'x'.repeat(300)),
        { token: one.accessToken, ...bodyFor(served) },
      )
      isProblem(answer, 400, 'VALIDATION_ERROR')
      expect(answer.error.details[0].loc[0]).toBe('path')
    })
  },
)

/** Collections without a POST of their own: how the other person comes by what is in them. Nobody works on this job. */
const MADE_BY: Record<string, () => Promise<string>> = {
  '/jobs': async () => {
    const ctx = contextFor(other.userId)
    const { job, write } = newJob(ctx, CALENDAR_IMPORT, { timeZone: 'UTC' })
    await commit(ctx, { changes: [], writes: [write], result: null })
    return job.id
  },
}

/** Creates what the path's first id names, as the other person, by the POST of its collection. */
const made = new Map<string, Promise<string>>()
const idOfOther = async ({ name, route }: Served): Promise<string | null> =>
  MADE_ELSEWHERE.has(name) ? null : idFrom(route.path.split('/{')[0] ?? '')

const idFrom = async (collection: string): Promise<string | null> => {
  const maker = all.find(({ route }) => route.method === 'POST' && route.path === collection && route.status === 201)
  const make = maker ? () => create(maker) : MADE_BY[collection]
  if (!make) return null
  if (!made.has(collection)) made.set(collection, make())
  return made.get(collection) ?? null
}

/** What a body refers to ('metricId') is made first, in the collection of its name. */
const create = async (maker: Served): Promise<string> => {
  const body = (maker.route.body ? sampleOf(maker.route.body) : {}) as Record<string, unknown>
  for (const name of Object.keys(body).filter((key) => key.endsWith('Id'))) {
    body[name] = (await idFrom(`/${name.slice(0, -2)}s`)) ?? body[name]
  }
  const answer = await send(maker, maker.route.path, { token: other.accessToken, body })
  expect(answer.status, answer.raw).toBe(201)
  return answer.data.id ?? answer.data.file.id
}
