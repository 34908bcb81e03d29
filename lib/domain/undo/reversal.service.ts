import { inParallel } from '../../platform/batches.ts'
import type { Context } from '../../platform/context.ts'
import { AppError, type ErrorDetail, ownerDeleted } from '../../platform/errors.ts'
import { type Change, nextChangeAt, remove, restore, update } from '../../platform/events/change.ts'
import type { Entity, Kind, SideRows, Step } from '../../platform/events/kind.ts'
import { relationAt } from '../../platform/events/relation.ts'
import { fieldValue } from '../../platform/events/stored.ts'
import { requireWrite, type Write } from '../../platform/events/write.ts'
import { sk } from '../../platform/table/keys.ts'
import { kindNamed } from '../kinds/lookup.ts'
import { backlinksOf } from '../links/backlinks.ts'
import { acyclicEdge } from '../links/graph.ts'
import { fieldsBefore, isAsLeft, isUnbroken, type Touched } from './change-set.ts'
import { loadPresent } from './present.ts'

/** How one entity of a change set is given back. `change`: null where it is as it was before the set already. */
export type Reversal = { kind: Kind<Entity>; touched: Touched; change: Change | null; step: Step }

const READS = 8

/**
 * What gives back each of these entities, of one change set or a part of it. `set`: all ids that the whole set touches.
 * @throws 409 UNDO_CONFLICT naming each that was changed since, or that something else points at by now
 */
export const reversalsOf = async (ctx: Context, touched: Touched[], set: Set<string>): Promise<Reversal[]> => {
  const problems: ErrorDetail[] = []
  const found = new Map<Touched, Reversal>()
  await inParallel(touched, READS, async (one) => {
    const kind = kindNamed(one.entityType)
    if (!kind || kind.undo === 'refused') {
      problems.push(problem(one, `${kind?.label ?? one.entityType}: this cannot be undone`))
      return
    }
    if (kind.undo === 'kept') return
    if (kind.reversed) {
      found.set(one, { kind, touched: one, change: null, step: { before: null, after: null } })
      return
    }
    const present = await loadPresent(ctx, kind, one)
    const obstacle = obstacleOf(kind, one, present) ?? (await pointedAt(ctx, kind, one, set))
    if (obstacle) problems.push(obstacle)
    else if (present) found.set(one, reversalOf(ctx, kind, one, present))
  })
  if (problems.length > 0) throw undoConflict(problems)
  return touched.flatMap((one) => found.get(one) ?? [])
}

export const undoConflict = (details: ErrorDetail[], message = 'This was changed since: nothing was undone') =>
  new AppError(409, 'UNDO_CONFLICT', message, { details })

const problem = ({ entityType, entityId }: Touched, msg: string, more: Partial<ErrorDetail> = {}): ErrorDetail => ({
  loc: [entityType],
  msg,
  type: 'wrong_state',
  entityType,
  entityId,
  ...more,
})

const obstacleOf = (kind: Kind<Entity>, touched: Touched, present: Entity | null): ErrorDetail | null => {
  if (!present) {
    const where = touched.is === 'live' ? 'is deleted by now' : 'is in the trash no longer'
    return problem(touched, `${kind.label} ${touched.entityId} ${where}`, { type: 'deleted' })
  }
  const currentVersion = present.version
  const isSame = touched.is === 'trashed' || isAsLeft(touched, present, kind.defaults)
  if (!isSame || !isUnbroken(touched))
    return problem(touched, `${kind.label} ${touched.entityId} was changed since`, { currentVersion })
  if (fieldsBefore(touched)) return null
  return problem(touched, `${kind.label} ${touched.entityId} was too large to keep what it was`, { currentVersion })
}

/** What goes may not be pointed at by others than those that are given back with it. */
const pointedAt = async (
  ctx: Context,
  kind: Kind<Entity>,
  touched: Touched,
  set: Set<string>,
): Promise<ErrorDetail | null> => {
  if (touched.was === 'live' || touched.is === 'trashed') return null
  const other = (await backlinksOf(ctx, kind, touched.entityId)).find(({ id }) => !set.has(id))
  if (!other) return null
  const msg = `${kind.label} ${touched.entityId} is linked from ${other.kind} ${other.id} by now`
  return problem(touched, msg, { loc: [other.kind, other.field] })
}

const reversalOf = (ctx: Context, kind: Kind<Entity>, touched: Touched, present: Entity): Reversal => {
  const at = nextChangeAt(present, ctx.now())
  const patch = (fieldsBefore(touched) ?? {}) as Partial<Entity>
  const done = (change: Change | null, step: Step) => ({ kind, touched, change, step })
  if (touched.is === 'trashed') {
    if (touched.was !== 'live') return done(null, { before: null, after: null })
    const change = restore(kind, present, patch, at)
    return done(change, { before: null, after: change.after })
  }
  if (touched.was === 'live') {
    const change = update(kind, present, patch, at, 'undone')
    return done(change, { before: present, after: change?.after ?? present })
  }
  const unpaid = touched.was === 'absent' ? (kind.withoutPay?.(present) ?? {}) : {}
  const days = kind.isGoneWhenDeleted ? 0 : undefined
  return done(remove(kind, present, at, {}, days, unpaid), { before: present, after: null })
}

/** Of kinds whose rows beside them need more than the table: by name. */
export type ByKind = Record<string, SideRows<Entity>>

/** What is written for reversals at once: their changes, what is booked against what stays, rows beside them, guards of graphs. */
export const writesFor = async (
  ctx: Context,
  reversals: Reversal[],
  sideRows: ByKind = {},
): Promise<{ changes: Change[]; writes: Write[] }> => {
  const changes = reversals.flatMap(({ change }) => change ?? [])
  const writes = [...(await guardsFor(ctx, reversals))]
  for (const [kind, own] of Map.groupBy(reversals, (one) => one.kind)) {
    const steps = own.map(({ step }) => step).filter(({ before, after }) => before !== after)
    writes.push(...steps.flatMap(({ after }) => (after ? parentCheck(ctx, kind, after) : [])))
    const rowsOf = kind.sideRows ?? sideRows[kind.name]
    if (rowsOf) writes.push(...(await rowsOf(ctx, steps)))
    if (!kind.reversed) continue
    const booked = kind.reversed(
      ctx,
      own.map(({ touched }) => createdBy(ctx, kind, touched)),
      ctx.now(),
    )
    changes.push(...booked.changes)
    writes.push(...booked.writes)
  }
  return { changes, writes }
}

/** What belongs to something comes back only while that is there. */
const parentCheck = (ctx: Context, { parent }: Kind<Entity>, entity: Entity): Write[] => {
  if (!parent) return []
  const ownerId = String(fieldValue(entity, parent.field))
  return [requireWrite(ctx, sk.entity(parent.kind, ownerId), () => ownerDeleted(parent.kind, ownerId))]
}

const createdBy = (ctx: Context, kind: Kind<Entity>, { entityId, events }: Touched): Entity =>
  ({ ...kind.defaults, ...events[0]?.data, id: entityId, userId: ctx.userId }) as Entity

/** Edges that come back to graphs without cycles. @throws 409 when one would close a cycle by now */
const guardsFor = async (ctx: Context, reversals: Reversal[]): Promise<Write[]> => {
  const guards = new Map<string, Write>()
  for (const { kind, change } of reversals)
    for (const { field, targetId } of change?.linked ?? []) {
      if (!change || !relationAt(kind, field)?.acyclic) continue
      const guard = await acyclicEdge(ctx, kind, field, { source: change.after.id, target: targetId })
      if (!guards.has(`${kind.name} ${field}`)) guards.set(`${kind.name} ${field}`, guard)
    }
  return [...guards.values()]
}
