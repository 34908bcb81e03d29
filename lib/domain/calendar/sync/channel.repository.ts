import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import { partition } from '../../../platform/partition.ts'
import { channelOwner, sk } from '../../../platform/table/keys.ts'
import { deleteItem, getItem, tryUpdate, updateItem } from '../../../platform/table/table.ts'
import { DAY_MS, HOUR_MS } from '../../../platform/units.ts'

/** The channel of a calendar, as the person's own row knows it. Times are epoch ms. */
export type KnownChannel = {
  calendarId: string
  /** Null where the provider refused to open one. */
  id: string | null
  /** The provider's name for it. */
  resource: string | null
  /** When it is opened anew. */
  renewAt: number
  endsAt: number
}

/** Whose calendar a channel is about. */
export type ChannelOwner = { userId: string; connectionId: string; calendarId: string }

/** What a provider that does not answer may leave behind unused. */
const OPENING_MS = HOUR_MS
/** Providers send what they have for a while after the end. */
const AFTER_MS = DAY_MS

/** What a provider sends with each push: the channel, and 256 bits that only it knows. Fits where 128 characters are taken. */
export const newChannelToken = (id: string): string => `${id}.${randomBytes(32).toString('base64url')}`

const TOKEN = /^([0-9A-Z]{26})\.[\w-]{43}$/

/** The channel that a token is of, unless it has another form. */
export const channelIn = (token: string): string | null => TOKEN.exec(token)?.[1] ?? null

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Lets pushes of a channel in from now on: before the provider is asked, because its first one may be quicker than its answer. */
export const admitChannel = async (
  ctx: Context,
  { id, token, ...owner }: { id: string; token: string } & Omit<ChannelOwner, 'userId'>,
): Promise<void> => {
  const values = { ...owner, userId: ctx.userId, tokenHash: hashOf(token), expiresAt: seconds(ctx.now() + OPENING_MS) }
  await updateItem(
    {
      Key: channelOwner(id),
      UpdateExpression: `SET ${Object.keys(values).map((name) => `${name} = :${name}`)}`,
      ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
    },
    ctx.deadline,
  )
}

/** Stores the channel of a calendar; its pushes are let in until it ends. */
export const saveChannel = async (ctx: Context, connectionId: string, channel: KnownChannel): Promise<void> => {
  const expiresAt = seconds(channel.endsAt + AFTER_MS)
  if (channel.id)
    await tryUpdate(
      {
        Key: channelOwner(channel.id),
        UpdateExpression: 'SET expiresAt = :until',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':until': expiresAt },
      },
      ctx.deadline,
    )
  const key = sk.calendarChannel(connectionId, channel.calendarId)
  await partition(ctx).writeDerived(new Map([[key, { ...channel, expiresAt }]]))
}

export const loadChannels = async (ctx: Context, connectionId: string): Promise<KnownChannel[]> => {
  const rows = await partition(ctx).range(sk.calendarChannels(connectionId), { consistent: true })
  return rows.map(
    ({ calendarId, id, resource, renewAt, endsAt }) => ({ calendarId, id, resource, renewAt, endsAt }) as KnownChannel,
  )
}

/** The next run opens a channel in place of this one, and ends it. */
export const renewChannel = async (ctx: Context, connectionId: string, calendarId: string): Promise<void> => {
  const channel = (await loadChannels(ctx, connectionId)).find((one) => one.calendarId === calendarId)
  if (channel) await saveChannel(ctx, connectionId, { ...channel, renewAt: ctx.now() })
}

/** Pushes of a channel are unknown from now on. */
export const refuseChannel = (ctx: Context, id: string): Promise<void> => deleteItem(channelOwner(id), ctx.deadline)

export const removeChannel = (ctx: Context, connectionId: string, calendarId: string): Promise<void> =>
  partition(ctx).writeDerived(new Map([[sk.calendarChannel(connectionId, calendarId), null]]))

/** Takes all channels of a connection away: their pushes are unknown at once. */
export const removeChannels = async (ctx: Context, connectionId: string): Promise<void> => {
  const channels = await loadChannels(ctx, connectionId)
  for (const { id } of channels) if (id) await refuseChannel(ctx, id)
  const keys = channels.map(({ calendarId }) => sk.calendarChannel(connectionId, calendarId))
  await partition(ctx).writeDerived(new Map(keys.map((key) => [key, null])))
}

/** Whose channel a token is of; null for every token that is not exactly the one that was given out. */
export const findChannel = async (
  token: string,
  { deadline, now }: Pick<Context, 'deadline' | 'now'>,
): Promise<(ChannelOwner & { id: string }) | null> => {
  const id = channelIn(token)
  const row = id === null ? null : await getItem(channelOwner(id), { deadline, consistent: true })
  if (!id || !row || Number(row.expiresAt) * 1_000 <= now()) return null
  const [known, sent] = [String(row.tokenHash), hashOf(token)].map((text) => Buffer.from(text))
  if (!known || !sent || known.length !== sent.length || !timingSafeEqual(known, sent)) return null
  const { userId, connectionId, calendarId } = row as ChannelOwner
  return { id, userId, connectionId, calendarId }
}

const seconds = (ms: number): number => Math.ceil(ms / 1_000)
