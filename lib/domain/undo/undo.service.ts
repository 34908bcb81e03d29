import type { Context } from '../../platform/context.ts'
import { checkDeadline } from '../../platform/deadline.ts'
import { AppError, conflict, notFound } from '../../platform/errors.ts'
import { itemsOf } from '../../platform/events/change.ts'
import { untilCommitted } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { DAY_MS } from '../../platform/units.ts'
import { revertPlan } from '../planner/apply/apply.service.ts'
import { PLAN } from '../planner/apply/stored-plan.ts'
import { type Touched, touchedBy } from './change-set.ts'
import { type ByKind, type Reversal, reversalsOf, undoConflict, writesFor } from './reversal.service.ts'
import { loadChangeSet, loadUndoing, type Undoing, undoingWrite } from './undo.repository.ts'
import type { Undone } from './undo.schema.ts'
import { readUndoToken, undoTokenOf } from './undo-token.ts'

/** How long something can be undone. */
export const UNDO_MS = DAY_MS
/** Items of one transaction; the rest is for rows beside the entities, guards and the answer. */
const ROOM = 70

/**
 * Gives back exactly what one request changed: what it created goes, what it changed or deleted is as it was, points are booked
 * against. All or nothing, in one transaction where it fits; more are finished by a repeat after a crash. It is a change like any
 * other, with events, and can be undone itself.
 * @throws 404 for what is no change of the person's, 409 UNDO_EXPIRED after a day, 409 UNDO_CONFLICT naming what was changed since
 */
export const undo = async (ctx: Context, token: string, { claim, sideRows }: Terms = {}): Promise<Undone> => {
  const ref = readUndoToken(token)
  const touched = ref ? touchedBy(await loadChangeSet(ctx, ref)) : []
  if (!ref || touched.length === 0) throw notFound('Change')
  if (ctx.now() - ref.since > UNDO_MS)
    throw conflict('Changes can be undone for 24 hours', { type: 'wrong_state', loc: ['undoToken'] }, 'UNDO_EXPIRED')
  const earlier = await loadUndoing(ctx, ref.requestId)
  if (earlier?.isFinished) throw undoConflict([], 'This was undone already')
  const request = { requestId: ctx.requestId, since: ctx.now() }
  const redo = undoTokenOf(request)
  const set = new Set(touched.map(({ entityId }) => entityId))
  const left = touched.filter(({ entityId }) => !earlier?.done.includes(entityId))
  const reversals = await reversalsOf(ctx, left, set).catch(async (error) => {
    if (earlier) await takeBack(ctx, ref.requestId, earlier, sideRows)
    throw error
  })
  const answer = { undone: touched.map(({ entityType, entityId }) => ({ entityType, entityId })), undoToken: redo }
  const plan = touched.find(isAppliedPlan)
  if (plan) {
    await revertPlan(ctx, plan.entityId)
    const whole = { ...NOTHING_DONE, isFinished: true }
    const write = undoingWrite(ctx, ref.requestId, whole, ref.since + 2 * UNDO_MS)
    return untilCommitted(ctx, async () => ({ changes: [], writes: [write], result: answer }), claim)
  }
  const portions = portionsOf(reversals)
  let undoing: Undoing = earlier ?? NOTHING_DONE
  // What fits one transaction is not read again before it.
  let loaded = portions.length === 1 ? reversals : null
  for (const [i, portion] of portions.entries()) {
    checkDeadline(ctx.deadline)
    const isFinished = i === portions.length - 1
    const next = {
      ...undoing,
      done: [...undoing.done, ...portion.map(({ entityId }) => entityId)],
      requests: [...(earlier?.requests ?? []), request],
      isFinished,
    }
    const write = undoingWrite(ctx, ref.requestId, next, ref.since + 2 * UNDO_MS)
    await untilCommitted(
      ctx,
      async () => {
        const own = loaded ?? (await reversalsOf(ctx, portion, set))
        loaded = null
        const { changes, writes } = await writesFor(ctx, own, sideRows)
        return { changes, writes: [...writes, write], result: answer }
      },
      isFinished ? claim : null,
    ).catch(async (error) => {
      if (!(error instanceof AppError) || error.status >= 500) throw error
      await takeBack(ctx, ref.requestId, undoing, sideRows)
      throw error.code === 'UNDO_CONFLICT'
        ? error
        : undoConflict(detailsOf(error), `${error.message}: nothing was undone`)
    })
    undoing = next
  }
  return answer
}

type Terms = { claim?: Claim | null; sideRows?: ByKind }

const NOTHING_DONE: Undoing = { done: [], requests: [], isFinished: false }

const isAppliedPlan = ({ entityType, events }: Touched): boolean =>
  entityType === PLAN.name && events.some(({ type }) => type === `${PLAN.name}.applied`)

/** In the order given, as many together as one transaction holds. */
const portionsOf = (reversals: Reversal[]): Touched[][] => {
  const portions: Touched[][] = [[]]
  let items = 0
  for (const { touched, change } of reversals) {
    const more = change ? itemsOf([change]) + 1 : 3
    if (items + more > ROOM && items > 0) {
      portions.push([])
      items = 0
    }
    portions.at(-1)?.push(touched)
    items += more
  }
  return portions
}

/** Undoes what was undone of a set in which a conflict turned up after the beginning, so that nothing is half undone. */
const takeBack = async (
  ctx: Context,
  requestId: string,
  { done, requests }: Undoing,
  sideRows?: ByKind,
): Promise<void> => {
  if (done.length === 0) return
  const events = await Promise.all(requests.map((request) => loadChangeSet(ctx, request)))
  const touched = touchedBy(events.flat())
  const set = new Set(touched.map(({ entityId }) => entityId))
  for (const portion of portionsOf(await reversalsOf(ctx, touched, set)))
    await untilCommitted(ctx, async () => ({
      ...(await writesFor(ctx, await reversalsOf(ctx, portion, set), sideRows)),
      result: null,
    }))
  await untilCommitted(ctx, async () => ({
    changes: [],
    writes: [undoingWrite(ctx, requestId, NOTHING_DONE, ctx.now() + 2 * UNDO_MS)],
    result: null,
  }))
}

const detailsOf = ({ details }: AppError) => (Array.isArray(details) ? details : [])
