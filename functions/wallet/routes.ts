import * as z from 'zod'
import {
  AddPoints,
  PointsAdded,
  TransactionPage,
  TransactionQuery,
  Wallet,
  WalletTransaction,
} from '../../lib/domain/wallet/wallet.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const tags = ['wallet']

export const routes = {
  readWallet: { method: 'GET', path: '/wallet', summary: 'Read the wallet', tags, status: 200, response: Wallet },
  addPoints: {
    method: 'POST',
    path: '/wallet/add',
    summary: 'Book points by hand',
    tags,
    body: AddPoints,
    status: 201,
    response: PointsAdded,
    errors: ['INSUFFICIENT_POINTS'],
    description:
      'A negative amount must be covered by the balance. The answer has the balance right after the booking. Points of a metric’s milestone (source manual, the metric as sourceEntityId, description "Milestone achieved: …", the amount it paid) are paid by the server: nothing is booked again, and its booking is the answer.',
  },
  listTransactions: {
    method: 'GET',
    path: '/wallet/transactions',
    summary: 'List transactions, newest first',
    tags,
    query: TransactionQuery,
    status: 200,
    response: TransactionPage,
  },
  readRewardsWallet: {
    method: 'GET',
    path: '/rewards/wallet',
    summary: 'Read the wallet (older path)',
    tags,
    status: 200,
    response: Wallet,
  },
  listAllTransactions: {
    method: 'GET',
    path: '/rewards/wallet/transactions',
    summary: 'List every transaction (older path)',
    tags,
    status: 200,
    response: z.array(WalletTransaction),
    description: 'Newest first, up to 5 MB; GET /wallet/transactions pages through all of them.',
  },
} satisfies RouteTable
