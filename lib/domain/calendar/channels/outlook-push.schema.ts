import * as z from 'zod'
import { invalidField } from '../../../platform/errors.ts'
import { jsonIn } from '../../../platform/json.ts'
import type { Push } from './receive-push.service.ts'

/** What Microsoft Graph asks before it opens a channel: the token has to be answered as it is. */
export const OutlookQuery = z.object({
  validationToken: z.string().max(2_000).optional().describe('Answered as text/plain, decoded'),
})

const Notifications = z.object({
  value: z
    .array(
      z.object({
        subscriptionId: z.string().max(200),
        clientState: z.string().max(200).nullish(),
        lifecycleEvent: z.string().max(100).nullish(),
      }),
    )
    .min(1)
    .max(1_000),
})

/**
 * The channels that a body names (https://learn.microsoft.com/graph/change-notifications-lifecycle-events). One that wants to be
 * allowed again, or was removed, has ended: the run that follows opens another. `missed` is a push like any other.
 * @throws 400 for a body that is none of Graph's
 */
export const pushesIn = (body: Buffer): Push[] => {
  const parsed = Notifications.safeParse(jsonIn(body.toString('utf8')))
  if (!parsed.success) throw invalidField('value', 'Must be notifications of Microsoft Graph')
  return parsed.data.value.map(({ clientState, lifecycleEvent }) => ({
    token: clientState ?? '',
    hasEnded: lifecycleEvent === 'reauthorizationRequired' || lifecycleEvent === 'subscriptionRemoved',
  }))
}
