import { describe, expect, it } from 'vitest'
import { unauthorized } from '../../../lib/platform/errors.ts'
import { authentication } from '../../../lib/platform/http/authentication.ts'
import { eventOf, exchangeOf, routeOf, runChain } from './kernel.ts'

/** Takes one token, and counts how often it is asked. */
const verifier = () => {
  const asked: (string | null)[] = []
  const verify = async (token: string | null) => {
    asked.push(token)
    if (token !== 'good') throw unauthorized()
    return 'ada'
  }
  return { asked, verify }
}

const run = (authorization: string | undefined, found: object = {}, verify = verifier().verify) => {
  const exchange = exchangeOf({ userId: null, caller: undefined })
  Object.assign(exchange.found, found)
  const event = eventOf('POST', '/api/v1/things', { headers: authorization ? { Authorization: authorization } : {} })
  return runChain([authentication(verify)], event, exchange).then(() => exchange)
}
const publicRoute = { route: routeOf({ auth: 'public' }) }

describe('a route', () => {
  it('runs for the user of a valid token', async () => {
    expect(await run('Bearer good')).toMatchObject({
      userId: 'ada',
      caller: { address: '192.0.2.1', accessToken: 'good' },
    })
    expect((await run('bearer good')).userId).toBe('ada')
  })

  it.each([undefined, 'Bearer bad', 'Basic good', 'Bearer good, Bearer bad', 'good', 'Bearer '])(
    'refuses Authorization: %s',
    async (authorization) => {
      await expect(run(authorization)).rejects.toMatchObject({ status: 401 })
    },
  )

  it('under a user id runs for that user only', async () => {
    expect((await run('Bearer good', { underUser: true, params: { userId: 'ada' } })).userId).toBe('ada')
    await expect(run('Bearer good', { underUser: true, params: { userId: 'bob' } })).rejects.toMatchObject({
      status: 403,
    })
  })
})

describe('a public route', () => {
  it.each([
    [undefined, null],
    ['Bearer anything', 'anything'],
    ['Basic words', null],
  ])('verifies nothing and hands on what token there is: %s', async (authorization, accessToken) => {
    const { asked, verify } = verifier()
    const { userId, caller } = await run(authorization, publicRoute, verify)
    expect([userId, caller.accessToken, asked]).toEqual([null, accessToken, []])
  })
})
