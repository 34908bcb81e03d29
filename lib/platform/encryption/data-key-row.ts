import * as z from 'zod'
import type { Context } from '../context.ts'
import { sk, userPk } from '../table/keys.ts'
import { deleteItem, getItem, tryUpdate } from '../table/table.ts'
import { UnreadableError } from './sealed-text.ts'
import type { WrappedKey } from './wrapping.ts'

type Who = Pick<Context, 'userId' | 'deadline'>

const Row = z.object({ keyId: z.string(), wrappedKey: z.string() })

const keyOf = (userId: string) => ({ PK: userPk(userId), SK: sk.dataKey() })

const parsed = (item: unknown): WrappedKey => {
  const { data } = Row.safeParse(item)
  if (!data) throw new UnreadableError()
  return { id: data.keyId, wrapped: data.wrappedKey }
}

/** The person's data key as it is now, or null. @throws UnreadableError when the row is damaged. */
export const readDataKey = async ({ userId, deadline }: Who): Promise<WrappedKey | null> => {
  const item = await getItem(keyOf(userId), { deadline, consistent: true })
  return item && parsed(item)
}

/** Stores a key if the person has none, and returns the one that is stored: of several writers at once, the first one's. */
export const storeDataKey = async ({ userId, deadline }: Who, { id, wrapped }: WrappedKey, createdAt: string) => {
  const { item } = await tryUpdate(
    {
      Key: keyOf(userId),
      UpdateExpression: 'SET keyId = :id, wrappedKey = :wrapped, createdAt = :at',
      ConditionExpression: 'attribute_not_exists(SK)',
      ExpressionAttributeValues: { ':id': id, ':wrapped': wrapped, ':at': createdAt },
    },
    deadline,
  )
  return parsed(item)
}

/** May be repeated. */
export const deleteDataKey = ({ userId, deadline }: Who): Promise<void> => deleteItem(keyOf(userId), deadline)
