import type { Context } from './context.ts'

/** A read that each request makes once, however many services ask for it. */
export type OncePerRequest<T> = ((ctx: Context) => Promise<T>) & {
  /** Lets the next call read again: for code that changes what was read. */
  forget: (ctx: Context) => void
}

/**
 * Remembers what `read` gave for a context. What failed is read again. The answer must not be changed by those who get it.
 */
export const oncePerRequest = <T>(read: (ctx: Context) => Promise<T>): OncePerRequest<T> => {
  const known = new WeakMap<Context, Promise<T>>()
  const forget = (ctx: Context): void => void known.delete(ctx)
  const get = (ctx: Context): Promise<T> => {
    const found = known.get(ctx)
    if (found) return found
    const reading = read(ctx)
    known.set(ctx, reading)
    reading.catch(() => known.get(ctx) === reading && forget(ctx))
    return reading
  }
  return Object.assign(get, { forget })
}
