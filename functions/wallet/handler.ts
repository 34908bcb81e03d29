import { paidAlready } from '../../lib/domain/metrics/milestone.service.ts'
import * as wallet from '../../lib/domain/wallet/wallet.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  readWallet: ({ ctx }) => wallet.readWallet(ctx),
  addPoints: async ({ ctx, claim, body }) => (await paidAlready(ctx, body)) ?? wallet.addPoints(ctx, body, claim),
  listTransactions: ({ ctx, query }) => wallet.listTransactions(ctx, query),
  readRewardsWallet: ({ ctx }) => wallet.readWallet(ctx),
  listAllTransactions: ({ ctx }) => wallet.allTransactions(ctx),
})
