import { describe, expect, test } from 'vitest'
import { addEvent } from '../../../../infra/local/fake-microsoft/books.ts'
import type { Post } from '../../../../infra/local/fake-microsoft/subscriptions.ts'
import { accessWith, DAY_MS, graphWorld } from '../../../support/outlook-world.ts'

const CHANNEL = { id: 'channel1', token: 'secret-token', address: 'https://api.example.com/webhooks/outlook' }

const begun = (post?: Post) => {
  const graph = graphWorld(post ? { post } : {})
  const access = accessWith({ now: graph.clock.now })
  const watch = () => graph.provider.watch?.(graph.ctx, access, graph.calendar, CHANNEL)
  return { ...graph, access, watch }
}

describe('a subscription', () => {
  test('lasts just under seven days, is confirmed at the address, and carries the token', async () => {
    const asked: string[] = []
    const post: Post = async (url) => {
      asked.push(url)
      return {
        status: 200,
        type: 'text/plain; charset=utf-8',
        text: new URL(url).searchParams.get('validationToken') ?? '',
      }
    }
    const { watch, clock, subscriptions } = begun(post)
    const watched = await watch()
    expect(asked).toHaveLength(1)
    expect(((watched?.expiresAt ?? 0) - clock.now) / DAY_MS).toBeCloseTo(6.99, 2)
    expect([...subscriptions.all.values()]).toMatchObject([
      {
        ...{ id: watched?.resource, clientState: CHANNEL.token, isImmutable: true },
        ...{ notificationUrl: CHANNEL.address, lifecycleNotificationUrl: CHANNEL.address },
      },
    ])
  })

  test('is not made for an address that does not answer', async () => {
    const { watch, subscriptions } = begun(async () => ({ status: 404, type: 'text/html', text: '' }))
    await expect(watch()).rejects.toMatchObject({ name: 'CalendarUnavailable', code: 'http_400' })
    expect(subscriptions.all.size).toBe(0)
  })

  test('sends what changed in its calendar, and nothing once it has ended', async () => {
    const { watch, mailbox, calendar, subscriptions, provider, ctx, access } = begun()
    const watched = await watch()
    const event = addEvent(mailbox, calendar, { start: '2026-03-03T09:00:00', end: '2026-03-03T10:00:00' })
    subscriptions.changed(mailbox, event, 'created')
    const [notice] = subscriptions.waiting
    expect(JSON.parse(notice?.body ?? '{}')).toMatchObject({
      value: [{ subscriptionId: watched?.resource, clientState: CHANNEL.token, changeType: 'created' }],
    })
    const channel = { id: CHANNEL.id, resource: watched?.resource ?? '' }
    await provider.unwatch?.(ctx, access, channel)
    await provider.unwatch?.(ctx, access, channel)
    expect(subscriptions.all.size).toBe(0)
  })
})
