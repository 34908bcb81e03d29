import { type Context, isoAt } from '../context.ts'
import { deleteDataKey, readDataKey, storeDataKey } from './data-key-row.ts'
import { keyCache } from './key-cache.ts'
import { type Binding, type DataKey, keyIdOf, openWith, sealWith, UnreadableError } from './sealed-text.ts'
import { newDataKey, unwrapped } from './wrapping.ts'

export { UnreadableError }

/** What a secret is for: a thing, and which of its secrets (`{ kind: 'calendarconnection.tokens', id }`). */
export type Purpose = Omit<Binding, 'userId'>

type Who = Pick<Context, 'userId' | 'deadline' | 'now'>

/**
 * Seals secrets of people under a data key of each, and opens them again. A key is asked of KMS once in five minutes for each
 * person and process. `now`: epoch ms.
 */
export const sealing = (now: () => number = Date.now) => {
  const cache = keyCache(now)

  const existing = async (ctx: Who): Promise<DataKey | null> => {
    const stored = await readDataKey(ctx)
    return stored && unwrapped(ctx, stored)
  }
  const created = async (ctx: Who): Promise<DataKey> => {
    const { dataKey, stored } = await newDataKey(ctx)
    const winner = await storeDataKey(ctx, stored, isoAt(ctx.now()))
    return winner.id === dataKey.id ? dataKey : unwrapped(ctx, winner)
  }

  /** The person's key, made if there is none. Null twice means that another call's read was joined. */
  const keyForSealing = async (ctx: Who): Promise<DataKey> =>
    (await cache.get(ctx.userId, () => existing(ctx))) ??
    (await cache.get(ctx.userId, () => created(ctx))) ??
    created(ctx)

  /** The person's key if it has this id. One in memory with another id may be out of date: the row decides. */
  const keyForOpening = async (ctx: Who, id: string): Promise<DataKey> => {
    const found = await cache.get(ctx.userId, () => existing(ctx))
    if (found?.id === id) return found
    const stored = await readDataKey(ctx)
    if (stored?.id !== id) throw new UnreadableError()
    cache.forget(ctx.userId)
    const fresh = await cache.get(ctx.userId, () => unwrapped(ctx, stored))
    if (fresh?.id !== id) throw new UnreadableError()
    return fresh
  }

  return {
    /**
     * Seals a text for a person and a purpose. Makes the person's key first, if there is none: also when ten processes want it
     * at once, all use the same one.
     * @throws 503 when KMS gives no key; UnreadableError when the stored key is damaged. Nothing is sealed then.
     */
    seal: async (ctx: Who, purpose: Purpose, plaintext: string): Promise<string> =>
      sealWith(await keyForSealing(ctx), { ...purpose, userId: ctx.userId }, plaintext),

    /**
     * What was sealed for this person and purpose.
     * @throws UnreadableError for anything else, damage, and what was sealed with a key that is destroyed; 503 when KMS gives no key.
     */
    open: async (ctx: Who, purpose: Purpose, sealed: string): Promise<string> =>
      openWith(await keyForOpening(ctx, keyIdOf(sealed)), { ...purpose, userId: ctx.userId }, sealed),

    /**
     * Deletes the person's key: nothing sealed with it opens any more, here at once, in other processes when they forget it, after
     * five minutes. May be repeated.
     */
    destroyDataKey: async (ctx: Who): Promise<void> => {
      await deleteDataKey(ctx)
      cache.forget(ctx.userId)
    },
  }
}

/** The one of this process. */
export const { seal, open, destroyDataKey } = sealing()
