import { pushesIn } from '../../lib/domain/calendar/channels/outlook-push.schema.ts'
import { receiveGooglePush, receiveOutlookPushes } from '../../lib/domain/calendar/channels/receive-push.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

const RECEIVED = JSON.stringify({ success: true, data: { received: true }, error: null })

export const handler = httpLambda(routes, {
  receiveGooglePush: async ({ ctx, header }) => {
    await receiveGooglePush(ctx, header)
    return { received: true as const }
  },
  receiveOutlookPush: async ({ ctx, query: { validationToken }, rawBody }) => {
    if (validationToken !== undefined) return { contentType: 'text/plain; charset=utf-8', body: validationToken }
    await receiveOutlookPushes(ctx, pushesIn(rawBody))
    return { contentType: 'application/json', body: RECEIVED }
  },
})
