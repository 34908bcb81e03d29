import type { Context } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { keyOfId } from '../../platform/events/kind.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { ABSENT, keyed, putWrite, staleRead, type Write } from '../../platform/events/write.ts'
import { partition } from '../../platform/partition.ts'
import { tableName } from '../../platform/table/client.ts'
import { sk, startingWith, stripeCustomer, userPk } from '../../platform/table/keys.ts'
import { getItems, queryPage, updateItem } from '../../platform/table/table.ts'
import { SUBSCRIPTION, SUBSCRIPTION_ID, type Subscription } from './subscription.kind.ts'
import { noSubscription } from './subscription.ts'

const KEPT_S = 30 * 86_400
const OWN = keyOfId(SUBSCRIPTION, SUBSCRIPTION_ID)

/** What the person has bought; version 0 when nothing is stored. */
export const loadSubscription = async (ctx: Context, { consistent = false } = {}): Promise<Subscription> => {
  const row = await partition(ctx).get(OWN, { consistent })
  return row ? fromItem(SUBSCRIPTION, row) : noSubscription(ctx.userId)
}

/** `reads`: how often Stripe was read and the result stored. `isKnown`: whether the event has been dealt with. */
export type Synced = { stored: Subscription; reads: number; isKnown: boolean }

/** What a sync decides on, in one consistent round trip. */
export const loadToSync = async (ctx: Context, eventId: string | null): Promise<Synced> => {
  const event = eventId === null ? null : sk.stripeEvent(eventId)
  const rows = await partition(ctx).getMany([OWN, sk.billingReads(), ...(event ? [event] : [])], { consistent: true })
  const at = (SK: string | null) => rows.find((row) => row.SK === SK)
  const own = at(OWN)
  return {
    stored: own ? fromItem(SUBSCRIPTION, own) : noSubscription(ctx.userId),
    reads: Number(at(sk.billingReads())?.fence ?? 0),
    isKnown: event !== null && at(event) !== undefined,
  }
}

/** Counts a read of Stripe; refused as a lost race when another one was stored since `reads` was read. */
export const readCounted = (ctx: Context, reads: number): Write => ({
  item: {
    Update: {
      ...keyed(ctx, sk.billingReads()),
      UpdateExpression: 'SET fence = :next',
      ConditionExpression: reads === 0 ? 'attribute_not_exists(PK)' : 'fence = :reads',
      ExpressionAttributeValues: { ':next': reads + 1, ...(reads > 0 && { ':reads': reads }) },
    },
  },
  refused: staleRead,
})

/** Remembers for 30 days that an event has been dealt with. */
export const eventRemembered = (ctx: Context, eventId: string): Write =>
  putWrite(ctx, sk.stripeEvent(eventId), { expiresAt: Math.ceil(ctx.now() / 1_000) + KEPT_S }, ABSENT)

/**
 * Makes the person the owner of a customer, for ever: events about it can never reach anybody else.
 * @throws 409 for a customer with another owner
 */
export const ownerWrite = (ctx: Context, customer: string): Write => ({
  item: {
    Put: {
      TableName: tableName(),
      Item: { PK: stripeCustomer.pk(customer), SK: stripeCustomer.owner(), userId: ctx.userId },
      ConditionExpression: 'attribute_not_exists(PK) OR userId = :user',
      ExpressionAttributeValues: { ':user': ctx.userId },
    },
  },
  refused: () =>
    conflict('This customer belongs to another account', { type: 'exists', loc: ['subscription', 'stripeCustomerId'] }),
})

/** What these people have bought, by person. Eventually consistent. */
export const loadSubscriptions = async (
  userIds: string[],
  { deadline }: Options,
): Promise<Map<string, Subscription>> => {
  const rows = await getItems(
    userIds.map((userId) => ({ PK: userPk(userId), SK: OWN })),
    { deadline },
  )
  return new Map(rows.map((row) => [String(row.userId), fromItem(SUBSCRIPTION, row)]))
}

type Options = { deadline: number }

/** The owners of these customers, by customer. Customers without an owner are missing. */
export const ownersOf = async (customers: string[], { deadline }: Options): Promise<Map<string, string>> => {
  const keys = [...new Set(customers)].map((one) => ({ PK: stripeCustomer.pk(one), SK: stripeCustomer.owner() }))
  const rows = await getItems(keys, { deadline, consistent: true })
  const prefix = stripeCustomer.pk('')
  return new Map(rows.map(({ PK, userId }) => [String(PK).slice(prefix.length), String(userId)]))
}

/** Keeps an event about a customer without an owner for 30 days: its checkout may still be under way. `now`: epoch ms. */
export const keepUnclaimed = async (customer: string, eventId: string, now: number, { deadline }: Options) => {
  await updateItem(
    {
      Key: { PK: stripeCustomer.pk(customer), SK: stripeCustomer.unclaimed(eventId) },
      UpdateExpression: 'SET expiresAt = :expires',
      ExpressionAttributeValues: { ':expires': Math.ceil(now / 1_000) + KEPT_S },
    },
    deadline,
  )
}

/** Whether events about a customer arrived before it had an owner. */
export const hasUnclaimed = async (customer: string, { deadline }: Options): Promise<boolean> => {
  const range = { pk: stripeCustomer.pk(customer), ...startingWith(stripeCustomer.allUnclaimed()), limit: 1 }
  return (await queryPage(range, { deadline, consistent: true })).items.length > 0
}
