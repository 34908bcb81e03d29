import { randomUUID } from 'node:crypto'
import {
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { describe, expect, test } from 'vitest'
import { handler } from '../../../functions/auth/handler.ts'
import { limitsOf } from '../../../lib/domain/billing/catalog.ts'
import { PROFILE } from '../../../lib/domain/profile/profile.ts'
import { Event } from '../../../lib/platform/events/event.ts'
import { fold } from '../../../lib/platform/events/fold.ts'
import { sk, startingWith, userPk } from '../../../lib/platform/table/keys.ts'
import { queryAll } from '../../../lib/platform/table/table.ts'
import { cloudVariable, signUp } from '../../support/cloud.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const call = (method: string, path: string, request?: Request) => invoke(handler, method, path, request)
const post = (path: string, body: unknown, token?: string) => call('POST', `/auth/${path}`, { body, token })
const someone = () => ({ email: `${randomUUID()}@example.com`, password: 'Passw0rd-of-mine' })
const CODE = '123456'

const registered = async () => {
  const person = someone()
  await post('signup', person)
  await post('confirm', { email: person.email, code: CODE })
  const { data } = await post('login', person)
  return { ...person, ...data, userId: data.user.id as string }
}

const eventsOf = async (userId: string) => {
  const items = await queryAll(
    { pk: userPk(userId), ...startingWith(sk.events()) },
    { deadline: Date.now() + AMPLE_MS },
  )
  return items.map((item) => Event.parse(item))
}

/** What everybody may do while nothing is sold. */
const PLAN = { tier: 'enterprise', limits: limitsOf('enterprise') }

describe('signing up', () => {
  test('goes from sign-up over confirmation to a login whose token opens the profile', async () => {
    const person = someone()
    const signup = await post('signup', person)
    expect(signup.status).toBe(201)
    expect(signup.data).toEqual({ userId: expect.any(String), email: person.email, message: expect.any(String) })
    expect(await post('login', person)).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } })
    expect(await post('confirm', { email: person.email, code: CODE })).toMatchObject({ status: 200 })
    const login = await post('login', person)
    expect(login.status).toBe(200)
    expect(login.data).toMatchObject({
      accessToken: expect.any(String),
      idToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 3_600,
      user: { id: signup.data.userId, email: person.email, timeZone: 'UTC', weekStart: 1, version: 1 },
    })
    const me = await call('GET', '/auth/me', { token: login.data.accessToken })
    expect(me.data).toEqual({ ...login.data.user, ...PLAN })
    expect(me.headers.etag).toBe('"1"')
  })

  test('takes an address in any case and with blanks around it as one account', async () => {
    const { email, password } = someone()
    const loud = ` ${email.toUpperCase()} `
    expect((await post('signup', { email: loud, password })).data.email).toBe(email)
    expect(await post('signup', { email, password })).toMatchObject({ status: 409, error: { code: 'CONFLICT' } })
    expect((await post('confirm', { email: loud, code: CODE })).status).toBe(200)
    expect((await post('login', { email: loud, password })).data.user.email).toBe(email)
  })

  test.each([
    ['an address without @', { email: 'nobody' }, 'email'],
    ['no address', { email: undefined }, 'email'],
    ['an address of 200 characters', { email: `${'x'.repeat(190)}@example.com` }, 'email'],
    ['a short password', { password: 'Ab1defg' }, 'password'],
    ['a password without upper case', { password: 'passw0rd-of-mine' }, 'password'],
    ['a password without lower case', { password: 'PASSW0RD-OF-MINE' }, 'password'],
    ['a password without a digit', { password: 'Password-of-mine' }, 'password'],
    ['a password with a space before it', { password: ' Passw0rd-of-mine' }, 'password'],
    ['a password that is a number', { password: 12_345_678 }, 'password'],
    ['a password with a NUL', { password: 'Passw0rd\u0000mine' }, 'password'],
  ])('is refused with %s, naming the field', async (_, wrong, field) => {
    const answer = await post('signup', { ...someone(), ...wrong })
    expect(answer).toMatchObject({ status: 400, error: { code: 'VALIDATION_ERROR' } })
    expect(answer.error.details.map(({ loc }: { loc: string[] }) => loc.join('.'))).toContain(`body.${field}`)
    expect(answer.raw).not.toContain('assw0rd')
  })

  test('sends a code again, with the same answer for every address', async () => {
    const person = someone()
    await post('signup', person)
    const waiting = await post('resend', { email: person.email })
    await post('confirm', { email: person.email, code: CODE })
    const confirmed = await post('resend', { email: person.email })
    const unknown = await post('resend', { email: someone().email })
    expect([waiting, confirmed, unknown].map(({ status, raw }) => ({ status, raw }))).toEqual(
      Array(3).fill({ status: 200, raw: waiting.raw }),
    )
  })

  test('refuses a wrong code, an unknown address and a second confirmation alike', async () => {
    const person = someone()
    await post('signup', person)
    const wrong = await post('confirm', { email: person.email, code: '000000' })
    await post('confirm', { email: person.email, code: CODE })
    const again = await post('confirm', { email: person.email, code: CODE })
    const unknown = await post('confirm', { email: someone().email, code: CODE })
    expect(wrong).toMatchObject({ status: 400, error: { details: [{ loc: ['body', 'code'] }] } })
    expect(again.error).toEqual(wrong.error)
    expect(unknown.error).toEqual(wrong.error)
  })
})

describe('signing in', () => {
  test('gives one and the same 401 for a wrong password and an unknown address', async () => {
    const person = await registered()
    const wrong = await post('login', { email: person.email, password: 'Another-passw0rd' })
    const unknown = await post('login', { email: someone().email, password: person.password })
    expect(wrong).toMatchObject({ status: 401, error: { code: 'UNAUTHORIZED' } })
    expect(unknown.status).toBe(401)
    expect(unknown.error).toEqual(wrong.error)
    expect(Object.keys(unknown.headers).sort()).toEqual(Object.keys(wrong.headers).sort())
  })

  test('is renewed by the refresh token until the logout, which may be repeated', async () => {
    const { refreshToken, accessToken } = await registered()
    const renewed = await post('refresh', { refreshToken })
    expect(renewed.data).toMatchObject({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 3_600 })
    expect((await call('GET', '/auth/me', { token: renewed.data.accessToken })).status).toBe(200)
    expect((await post('logout', { refreshToken }, accessToken)).status).toBe(200)
    expect((await post('logout', { refreshToken }, accessToken)).status).toBe(200)
    expect(await post('refresh', { refreshToken })).toMatchObject({ status: 401, error: { code: 'UNAUTHORIZED' } })
  })

  test('ends without a body too, but not without a token', async () => {
    const { accessToken, refreshToken } = await registered()
    expect((await call('POST', '/auth/logout', { token: accessToken })).status).toBe(200)
    expect((await post('logout', { refreshToken })).status).toBe(401)
    expect((await post('refresh', { refreshToken })).status).toBe(200)
  })

  test.each(['junk', 'a.b.c', 'x'.repeat(8_000)])('is not renewed by %.10s', async (refreshToken) => {
    expect((await post('refresh', { refreshToken })).status).toBe(401)
  })

  test('is renewed by the call that browsers make to Cognito itself', async () => {
    const { refreshToken } = await registered()
    const cognito = new CognitoIdentityProviderClient({
      endpoint: cloudVariable('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'),
      region: 'eu-west-1',
    })
    const command = new GetTokensFromRefreshTokenCommand({
      ClientId: cloudVariable('USER_POOL_CLIENT_ID'),
      RefreshToken: refreshToken,
    })
    const { AuthenticationResult } = await cognito.send(command)
    cognito.destroy()
    const token = AuthenticationResult?.AccessToken ?? null
    expect((await call('GET', '/auth/me', { token })).status).toBe(200)
  })
})

describe('a password', () => {
  test('that is forgotten is replaced with a code', async () => {
    const { email, password } = await registered()
    const forgot = await post('forgot-password', { email })
    const unknown = await post('forgot-password', { email: someone().email })
    expect(forgot.status).toBe(200)
    expect(unknown.raw).toBe(forgot.raw)
    const newPassword = 'An0ther-password'
    const wrong = await post('reset-password', { email, code: '000000', newPassword })
    expect(wrong).toMatchObject({ status: 400, error: { details: [{ loc: ['body', 'code'] }] } })
    const stranger = await post('reset-password', { email: someone().email, code: CODE, newPassword })
    expect(stranger.error).toEqual(wrong.error)
    const weak = await post('reset-password', { email, code: CODE, newPassword: 'weak' })
    expect(weak.error.details[0].loc).toEqual(['body', 'newPassword'])
    expect((await post('reset-password', { email, code: CODE, newPassword })).status).toBe(200)
    expect((await post('login', { email, password })).status).toBe(401)
    expect((await post('login', { email, password: newPassword })).status).toBe(200)
  })

  test('is changed by whoever knows it, and a wrong one ends no session', async () => {
    const { email, password, accessToken } = await registered()
    const newPassword = 'An0ther-password'
    const change = (currentPassword: string, next = newPassword, token = accessToken) =>
      post('change-password', { currentPassword, newPassword: next }, token)
    const wrong = await change('Wr0ng-password')
    expect(wrong).toMatchObject({ status: 400, error: { details: [{ loc: ['body', 'currentPassword'] }] } })
    expect((await change(password, 'weak')).error.details[0].loc).toEqual(['body', 'newPassword'])
    expect((await change(password, newPassword, 'junk')).status).toBe(401)
    expect((await change(password)).status).toBe(200)
    expect((await post('login', { email, password: newPassword })).status).toBe(200)
  })
})

describe('the profile', () => {
  test('of somebody who signed in at Cognito directly is there on the first call, once', async () => {
    const { accessToken, email, userId } = await signUp()
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('GET', '/auth/me', { token: accessToken })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    for (const { data } of answers) expect(data).toMatchObject({ id: userId, email, version: 1 })
    expect(await eventsOf(userId)).toMatchObject([{ type: 'profile.created', version: 1 }])
  })

  test('takes a first change before it was ever read', async () => {
    const { accessToken, email } = await signUp()
    const changed = await call('PATCH', '/auth/me', { token: accessToken, body: { displayName: 'Ada Lovelace 🦊' } })
    expect(changed.data).toMatchObject({ displayName: 'Ada Lovelace 🦊', email })
  })

  test('keeps what is changed, merges preferences by name, and its events fold to it', async () => {
    const { accessToken, userId } = await signUp()
    const patch = (body: object) => call('PATCH', '/auth/me', { token: accessToken, body })
    await patch({ displayName: 'Ada', timeZone: 'europe/berlin', locale: 'de-de', weekStart: 7, weeklyReviewDay: 5 })
    await patch({ preferences: { theme: 'dark', layout: { columns: [1, 2.5] } } })
    const { data } = await patch({ displayName: null, preferences: { theme: null, sound: false } })
    expect(data).toMatchObject({
      displayName: '',
      timeZone: 'Europe/Berlin',
      locale: 'de-DE',
      weekStart: 7,
      weeklyReviewDay: 5,
      preferences: { layout: { columns: [1, 2.5] }, sound: false },
      version: 4,
    })
    expect((await call('GET', '/auth/me', { token: accessToken })).data).toEqual(data)
    const folded = fold(await eventsOf(userId))
    expect(folded).toMatchObject({ version: 4, deleted: false })
    expect({ ...PROFILE.defaults, ...folded.fields, ...PLAN }).toEqual(data)
  })

  test('writes nothing when nothing changes', async () => {
    const { accessToken, userId } = await signUp()
    const body = { displayName: 'Ada' }
    await call('PATCH', '/auth/me', { token: accessToken, body })
    const again = await call('PATCH', '/auth/me', { token: accessToken, body })
    expect(again.data.version).toBe(2)
    expect(await eventsOf(userId)).toHaveLength(2)
  })

  test('is guarded by If-Match', async () => {
    const { accessToken } = await signUp()
    const patch = (displayName: string, tag: string) =>
      call('PATCH', '/auth/me', { token: accessToken, body: { displayName }, headers: { 'If-Match': tag } })
    expect((await patch('Ada', '"1"')).status).toBe(200)
    expect(await patch('Eve', '"1"')).toMatchObject({ status: 412, error: { code: 'PRECONDITION_FAILED' } })
    expect((await patch('Ada L.', '"2"')).data.version).toBe(3)
  })

  test('loses no preference of many changes at once', async () => {
    const { accessToken } = await signUp()
    await call('GET', '/auth/me', { token: accessToken })
    const names = Array.from({ length: 8 }, (_, i) => `p${i}`)
    const answers = await Promise.all(
      names.map((name) => call('PATCH', '/auth/me', { token: accessToken, body: { preferences: { [name]: true } } })),
    )
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200))
    const { data } = await call('GET', '/auth/me', { token: accessToken })
    expect(Object.keys(data.preferences).sort()).toEqual(names)
    expect(data.version).toBe(9)
  })

  test.each([
    [{ displayName: 5 }, 'displayName'],
    [{ displayName: 'x'.repeat(101) }, 'displayName'],
    [{ displayName: 'a\u0000b' }, 'displayName'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ timeZone: '+02:00' }, 'timeZone'],
    [{ timeZone: '' }, 'timeZone'],
    [{ locale: 'en_US' }, 'locale'],
    [{ weekStart: 0 }, 'weekStart'],
    [{ weekStart: 8 }, 'weekStart'],
    [{ weeklyReviewDay: 1.5 }, 'weeklyReviewDay'],
    [{ preferences: [] }, 'preferences'],
    [{ preferences: { 'a b': 1 } }, 'preferences.a b'],
    [{ preferences: { big: 1e300 } }, 'preferences.big'],
    [{ preferences: { tiny: 1e-200 } }, 'preferences.tiny'],
    [{ preferences: { text: 'x'.repeat(16_384) } }, 'preferences'],
    [{ preferences: { deep: [[[[[[[[1]]]]]]]] } }, 'preferences.deep'],
    ['{"preferences":{"deep":{"__proto__":{"admin":true}}}}', 'preferences.deep'],
  ])('refuses %.40j, naming %s', async (body, field) => {
    const { accessToken, userId } = await patient()
    const answer = await call('PATCH', '/auth/me', { token: accessToken, body })
    expect(answer.status).toBe(400)
    expect(answer.error.details[0].loc.join('.')).toBe(`body.${field}`)
    expect((await eventsOf(userId)).every(({ version }) => version === 1)).toBe(true)
  })
})

let one: Awaited<ReturnType<typeof signUp>> | undefined
/** One person for the tests that change nothing. */
const patient = async () => {
  one ??= await signUp()
  return one
}

describe('the Authorization header', () => {
  test('takes the scheme in any case', async () => {
    const { accessToken } = await patient()
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const headers = { Authorization: `${scheme} ${accessToken}` }
      expect((await call('GET', '/auth/me', { headers })).status).toBe(200)
    }
  })

  test('is refused with anything else, always alike', async () => {
    const { accessToken } = await patient()
    const values = ['', 'Bearer', 'Bearer ', accessToken, `Basic ${accessToken}`, `Bearer ${accessToken} x`]
    values.push(`Bearer ${accessToken}, Bearer ${accessToken}`, `Bearer  ${accessToken}`, `Token ${accessToken}`)
    const answers = await Promise.all(
      values.map((authorization) => call('GET', '/auth/me', { headers: { authorization } })),
    )
    for (const { status, error, headers } of answers) {
      expect(status).toBe(401)
      expect(error).toEqual({ code: 'UNAUTHORIZED', message: 'A valid access token is required' })
      expect(headers['www-authenticate']).toBe('Bearer')
    }
  })
})
