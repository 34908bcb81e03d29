import { createHash, randomBytes } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { ABSENT, putWrite, staleRead, type Write } from '../../../platform/events/write.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { tableName } from '../../../platform/table/client.ts'
import { feedToken, LAST, sk } from '../../../platform/table/keys.ts'
import { getItem } from '../../../platform/table/table.ts'
import type { FeedRecord } from './feed.fields.ts'
import { CALENDAR_FEED } from './feed.ts'

/** A feed and the secret in its address; null when that is lost, and a rotation gives it another. */
export type FeedWithToken = { feed: FeedRecord; token: string | null }

/** 256 bits, in letters that an address takes as they are. */
export const newToken = (): string => randomBytes(32).toString('base64url')

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** All feeds of a person, oldest first. One query. */
export const loadFeeds = async (ctx: Context): Promise<FeedWithToken[]> => {
  const rows = await partition(ctx).range({ from: sk.entities(CALENDAR_FEED.name), to: sk.feedAddress(LAST) })
  const tokens = new Map(rows.filter(isAddress).map(({ SK, token }) => [SK, String(token)]))
  return rows
    .filter((row) => !isAddress(row))
    .map((row) => fromItem(CALENDAR_FEED, row))
    .map((feed) => ({ feed, token: tokens.get(sk.feedAddress(feed.id)) ?? null }))
}

const isAddress = ({ SK }: Item): boolean => String(SK).startsWith(sk.feedAddress(''))

export const loadToken = async (ctx: Context, feedId: string): Promise<string | null> => {
  const row = await partition(ctx).get(sk.feedAddress(feedId), { consistent: true })
  return row ? String(row.token) : null
}

/** Gives a feed its address, and takes the one it had away at the same moment. */
export const addressWrites = (ctx: Context, feedId: string, token: string, before: string | null): Write[] => [
  putWrite(ctx, sk.feedAddress(feedId), { token }),
  {
    item: {
      Put: {
        TableName: tableName(),
        Item: { ...feedToken(hashOf(token)), userId: ctx.userId, feedId },
        ...ABSENT,
      },
    },
    refused: staleRead,
  },
  ...(before === null ? [] : [forgetWrite(before)]),
]

/** Ends an address for good. */
const forgetWrite = (token: string): Write => ({
  item: { Delete: { TableName: tableName(), Key: feedToken(hashOf(token)) } },
  refused: staleRead,
})

/** Whose feed an address is; null for one that is none. Found by the hash of its secret, which is all that the row holds. */
export const findByToken = async (
  token: string,
  { deadline }: Pick<Context, 'deadline'>,
): Promise<{ userId: string; feedId: string } | null> => {
  const row = await getItem(feedToken(hashOf(token)), { deadline, consistent: true })
  return row ? { userId: String(row.userId), feedId: String(row.feedId) } : null
}
