import { beforeAll, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/auth/handler.ts'
import { signUp } from '../../support/cloud.ts'
import { invoke } from '../../support/invoke.ts'

let token: string
beforeAll(async () => {
  token = (await signUp()).accessToken
})
const me = (method: string, body?: object) => invoke(handler, method, '/auth/me', { token, ...(body && { body }) })

describe('a profile', () => {
  it('has neither a picture nor an onboarding at first', async () => {
    expect((await me('GET')).data).toMatchObject({ avatarUrl: null, onboardingCompletedAt: null })
  })

  it('keeps a picture’s address and when onboarding was completed, and clears both', async () => {
    const sent = { avatarUrl: 'https://example.com/ada.png', onboardingCompletedAt: '2026-01-02T10:00:00+02:00' }
    const kept = { ...sent, onboardingCompletedAt: '2026-01-02T08:00:00.000Z' }
    expect((await me('PATCH', sent)).data).toMatchObject(kept)
    expect((await me('GET')).data).toMatchObject(kept)
    const cleared = await me('PATCH', { avatarUrl: '', onboardingCompletedAt: null })
    expect(cleared.data).toMatchObject({ avatarUrl: null, onboardingCompletedAt: null })
  })

  it.each([
    { avatarUrl: 'javascript:alert(1)' },
    { avatarUrl: 'data:image/png;base64,AAAA' },
    { avatarUrl: '/ada.png' },
    { avatarUrl: `https://example.com/${'x'.repeat(2_000)}` },
    { onboardingCompletedAt: '2026-01-02' },
    { onboardingCompletedAt: true },
    { email: 'other@example.com' },
  ])('refuses %j by name', async (body) => {
    const { status, error } = await me('PATCH', body)
    expect([status, error.details[0].loc]).toEqual([400, ['body', Object.keys(body)[0]]])
  })
})
