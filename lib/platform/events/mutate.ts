import type { Context } from '../context.ts'
import { notFound, preconditionFailed } from '../errors.ts'
import type { Claim } from '../idempotency.ts'
import { sk, userPk } from '../table/keys.ts'
import { AFTER_RACE_MS, pause } from '../table/retry.ts'
import { getItem, getItems } from '../table/table.ts'
import { nextChangeAt, type Trash } from './change.ts'
import { commit, type Transaction } from './commit.ts'
import { type Entity, type Kind, keyOfId } from './kind.ts'
import { queued } from './retry-queue.ts'
import { fromItem } from './stored.ts'
import { VersionConflict } from './write.ts'

type Options = { consistent?: boolean }

/** The entity of a kind with this id. @throws 404; another person's id is in another partition, so unknown. */
export const load = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  id: string,
  options: Options = {},
): Promise<E> => {
  const entity = await find(ctx, kind, id, options)
  if (!entity) throw notFound(kind.label)
  return entity
}

/** The entity of a kind with this id, or null. */
export const find = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  id: string,
  { consistent = false }: Options = {},
): Promise<E | null> => {
  if (kind.pointer) return (await loadMany(ctx, kind, [id], { consistent }))[0] ?? null
  return findAt(ctx, kind, keyOfId(kind, id), { consistent })
}

/** The entity of a kind under a sort key, or null. */
export const findAt = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  SK: string,
  { consistent = false }: Options = {},
): Promise<E | null> => {
  const item = await getItem({ PK: userPk(ctx.userId), SK }, { deadline: ctx.deadline, consistent })
  return item && fromItem(kind, item)
}

/** Those of the ids that exist, in their order. */
export const loadMany = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  ids: string[],
  options: Options = {},
): Promise<E[]> => {
  const PK = userPk(ctx.userId)
  const wanted = [...new Set(ids)]
  const read = { deadline: ctx.deadline, ...options }
  const pointers = wanted.map((id) => ({ PK, SK: kind.pointer?.(id) ?? keyOfId(kind, id) }))
  const found = await getItems(pointers, read)
  if (!kind.pointer) return found.map((item) => fromItem(kind, item))
  // Read after its pointer, an entity may have moved on: then another one may be there.
  const items = await getItems(
    found.map(({ to }) => ({ PK, SK: String(to) })),
    read,
  )
  return items.map((item) => fromItem(kind, item)).filter(({ id }) => wanted.includes(id))
}

/** A deleted entity and what the trash keeps along with it. @throws 404 */
export const loadTrashed = async <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  entitySk: string,
): Promise<{ entity: E; trash: Trash }> => {
  const item = await getItem(
    { PK: userPk(ctx.userId), SK: sk.trash(entitySk) },
    { deadline: ctx.deadline, consistent: true },
  )
  if (!item) throw notFound(kind.label)
  return { entity: fromItem(kind, item), trash: item.trash as Trash }
}

/** @throws 412 when If-Match names other versions than the entity's. */
export const checkIfMatch = (ctx: Context, entity: Entity): void => {
  if (ctx.ifMatch === null || ctx.ifMatch === '*') return
  if (!ctx.ifMatch.includes(etagOf(entity))) throw preconditionFailed(entity.version)
}

export const etagOf = ({ version }: { version: number }): string => `"${version}"`

/**
 * Reads an entity, lets `decide` make the transaction, and commits it. When somebody else changed the entity meanwhile,
 * reads and decides again until the deadline, so writers who name no version neither lose an update nor see a conflict.
 * `at` is the time of the change in epoch ms. Null means that nothing is to be done: the entity is the answer.
 * `claim` of a request is settled with the transaction. @throws 404, 412, what `decide` throws, 503 when the others never stop.
 */
export const mutate = <E extends Entity>(
  ctx: Context,
  kind: Kind<E>,
  id: string,
  decide: (entity: E, at: number) => Promise<Transaction<E> | null> | Transaction<E> | null,
  claim?: Claim | null,
): Promise<E> =>
  mutateTo(ctx, kind, id, async (entity, at) => (await decide(entity, at)) ?? { changes: [], result: entity }, claim)

/** Like `mutate`, for changes that answer something else than the entity. */
export const mutateTo = <E extends Entity, R>(
  ctx: Context,
  kind: Kind<E>,
  id: string,
  decide: (entity: E, at: number) => Promise<Transaction<R>>,
  claim?: Claim | null,
): Promise<R> =>
  untilCommitted(
    ctx,
    async () => {
      const entity = await load(ctx, kind, id, { consistent: true })
      checkIfMatch(ctx, entity)
      return decide(entity, nextChangeAt(entity, ctx.now()))
    },
    claim,
  )

/**
 * Decides and commits, again after every lost race. `decide` must read what it decides on. Those of this process who lost a
 * race for something of the same person go on one at a time: otherwise all but one of them would lose again, every time.
 * @throws 503 at the deadline
 */
export const untilCommitted = async <R>(
  ctx: Context,
  decide: () => Promise<Transaction<R>>,
  claim?: Claim | null,
): Promise<R> => {
  const attempt = async () => commit(ctx, await decide(), claim)
  try {
    return await attempt()
  } catch (error) {
    await afterRace(ctx, error, 0)
  }
  return queued(ctx.userId, async () => {
    for (let lost = 1; ; lost++) {
      try {
        return await attempt()
      } catch (error) {
        await afterRace(ctx, error, lost)
      }
    }
  })
}

/** Waits a little when `error` is a lost race. @throws any other error, 503 when there is no time for another attempt */
const afterRace = async (ctx: Context, error: unknown, lostBefore: number): Promise<void> => {
  if (!(error instanceof VersionConflict)) throw error
  await pause(ctx.deadline, lostBefore, AFTER_RACE_MS)
}
