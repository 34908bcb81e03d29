import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { servedRoutes } from './functions.ts'

const handlerOf = (functionName: string): string =>
  readFileSync(join(import.meta.dirname, `../../functions/${functionName}/handler.ts`), 'utf8')

/** Sessions are Cognito's, and events Stripe's; a portal is only opened: nothing of a person is written for the request. */
const WITHOUT = ['auth', 'calendar-webhooks', 'stripe-webhook']
const WITHOUT_NAMES = ['openPortal']

it('every POST hands the claim of its Idempotency-Key to what does the work', async () => {
  const posts = (await servedRoutes()).filter(({ route }) => route.method === 'POST' && !route.keepsNoAnswer)
  const wrong = posts.filter(({ name, functionName }) => {
    if (WITHOUT.includes(functionName) || WITHOUT_NAMES.includes(name)) return false
    // A line of its own, or one handler made for many routes (the features of AI).
    const [own = handlerOf(functionName)] =
      new RegExp(`^  ${name}: [\\s\\S]*?,$(?=\\n  \\w|\\n\\}\\))`, 'm').exec(handlerOf(functionName)) ?? []
    return !/\{ ctx, claim\b[\s\S]*\bclaim\)/.test(own)
  })
  expect(posts.length).toBeGreaterThan(40)
  expect(wrong.map(({ name }) => name)).toEqual([])
})
