import { createHash } from 'node:crypto'
import { type Context, isoAt } from '../context.ts'
import { putWrite, type Write } from '../events/write.ts'
import { partition } from '../partition.ts'
import { jobsDue, type Key, LAST, sk, startingWith, userOf, userPk } from '../table/keys.ts'
import { type Item, queryPage, tryUpdate } from '../table/table.ts'
import { DAY_MS, MINUTE_MS } from '../units.ts'
import type { Facts, Job, JobType, Progress } from './job.ts'

/** How long one that has ended can be read. */
const KEPT_MS = 30 * DAY_MS
/** How much longer than its deadline a worker holds a job: a last write may still be under way. */
const LEASE_MS = 5_000
/** When the schedule looks after a job that was never begun. */
const FIRST_LOOK_MS = MINUTE_MS

const BLANK = {
  ...{ place: null, result: null, error: null, lease: null, leaseUntil: 0, attempts: 0 },
  ...{ isCancelRequested: false, startedAt: null, finishedAt: null },
}

const keyOf = ({ userId }: Context, id: string): Key => ({ PK: userPk(userId), SK: sk.job(id) })

const jobOf = ({ PK: _pk, SK: _sk, GSI3PK: _index, GSI3SK: _sort, expiresAt: _ttl, ...fields }: Item): Job =>
  ({ ...BLANK, ...fields }) as Job

const shardOf = (id: string): number => createHash('sha256').update(id).digest().readUInt8(0) % jobsDue.shards

/** The attributes by which the schedule finds a job from a time on, epoch ms. */
const dueAt = ({ id, worker }: Pick<Job, 'id' | 'worker'>, at: number) => ({
  GSI3PK: jobsDue.pk(shardOf(id)),
  GSI3SK: jobsDue.sk(isoAt(at), worker, id),
})

/**
 * A new job and the write that stores it, for the transaction of what asks for it. The row is the same when the write is
 * repeated: its id is new, and nobody works on it before `startJob`.
 */
export const newJob = <I extends Facts>(ctx: Context, type: JobType<I>, input: I, progress?: Progress) => {
  const now = ctx.now()
  const own = { id: ctx.newId(now), kind: type.kind, worker: type.worker, status: 'queued' as const, input }
  const fields = { ...own, progress: progress ?? { done: 0, total: null }, createdAt: isoAt(now) }
  const job: Job = { ...BLANK, ...fields }
  const item = { ...fields, leaseUntil: 0, attempts: 0, ...dueAt(job, now + FIRST_LOOK_MS) }
  const write: Write = putWrite(ctx, sk.job(job.id), item)
  return { job, write }
}

export const findJob = async (ctx: Context, id: string): Promise<Job | null> => {
  const item = await partition(ctx).get(sk.job(id), { consistent: true })
  return item && jobOf(item)
}

/** The jobs of the person, newest first, as a list reads them. */
export const JOB_LIST = { range: { ...startingWith(sk.jobs()), descending: true }, read: jobOf, consistent: true }

/** Takes a job for a worker; null while another one has it, when it has ended, and when there is none. */
export const acquireJob = (ctx: Context, id: string, worker: string): Promise<Job | null> => {
  const leaseUntil = Math.max(ctx.deadline, ctx.now()) + LEASE_MS
  return changed(ctx, id, {
    set: { lease: ctx.newId(), leaseUntil, status: 'running', ...dueAt({ id, worker }, leaseUntil) },
    first: { startedAt: isoAt(ctx.now()) },
    add: { attempts: 1 },
    condition: '#status IN (:queued, :running) AND #leaseUntil <= :now',
    values: { ':queued': 'queued', ':running': 'running', ':now': ctx.now() },
  })
}

/** Saves how far a job is; with `isLeft` it is given free, to go on at once. Null when the worker no longer had it. */
export const saveJob = (
  ctx: Context,
  job: Job,
  { place, progress }: { place: Facts; progress: Progress },
  isLeft: boolean,
): Promise<Job | null> =>
  changed(ctx, job.id, {
    set: { place, progress, attempts: 0, ...(isLeft && { leaseUntil: 0, ...dueAt(job, ctx.now()) }) },
    remove: isLeft ? ['lease'] : [],
    ...heldBy(job),
  })

/** Gives a job free whose slice failed; the schedule has it go on at a time, epoch ms. Null when the worker no longer had it. */
export const putOff = (ctx: Context, job: Job, at: number): Promise<Job | null> =>
  changed(ctx, job.id, { set: { leaseUntil: 0, ...dueAt(job, at) }, remove: ['lease'], ...heldBy(job) })

export type End =
  | { status: 'succeeded'; result: Facts; progress: Progress }
  | { status: 'failed'; error: { code: string; message: string } }
  | { status: 'cancelled' }

/** Ends a job for good. Null when the worker no longer had it. */
export const endJob = (ctx: Context, job: Job, end: End): Promise<Job | null> =>
  changed(ctx, job.id, { ...ending(ctx, end), ...heldBy(job) })

const ending = (ctx: Context, end: End) => ({
  set: {
    ...end,
    ...{ leaseUntil: 0, finishedAt: isoAt(ctx.now()), expiresAt: Math.floor((ctx.now() + KEPT_MS) / 1_000) },
  },
  remove: ['lease', 'place', 'GSI3PK', 'GSI3SK'],
})

/** Ends a job that nobody ever began. Null when somebody has, and when there is none. */
export const cancelQueued = (ctx: Context, id: string): Promise<Job | null> =>
  changed(ctx, id, {
    ...ending(ctx, { status: 'cancelled' }),
    condition: '#status = :queued',
    values: { ':queued': 'queued' },
  })

/** Asks whoever works on a job to end it. Null when it has ended, and when there is none. */
export const requestCancel = (ctx: Context, id: string): Promise<Job | null> =>
  changed(ctx, id, {
    set: { isCancelRequested: true },
    condition: '#status IN (:queued, :running)',
    values: { ':queued': 'queued', ':running': 'running' },
  })

const heldBy = ({ lease }: Job) => ({ condition: '#lease = :held', values: { ':held': lease } })

type Update = {
  set: Item
  /** Set where it is not there yet. */
  first?: Item
  add?: Record<string, number>
  remove?: string[]
  condition: string
  values: Item
}

const changed = async (ctx: Context, id: string, update: Update): Promise<Job | null> => {
  const { set, first = {}, add = {}, remove = [], condition, values } = update
  const named = [...Object.keys(set), ...Object.keys(first), ...Object.keys(add), ...remove]
  const inCondition = [...condition.matchAll(/#(\w+)/g)].map(([, name]) => name ?? '')
  const sets = [
    ...Object.keys(set).map((name) => `#${name} = :set_${name}`),
    ...Object.keys(first).map((name) => `#${name} = if_not_exists(#${name}, :set_${name})`),
    ...Object.keys(add).map((name) => `#${name} = #${name} + :set_${name}`),
  ]
  const removed = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : ''
  const { done, item } = await tryUpdate(
    {
      Key: keyOf(ctx, id),
      UpdateExpression: `SET ${sets.join(', ')}${removed}`,
      ConditionExpression: `attribute_exists(PK) AND ${condition}`,
      ExpressionAttributeNames: Object.fromEntries([...named, ...inCondition].map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries({ ...set, ...first, ...add }).map(([name, one]) => [`:set_${name}`, one])),
        ...values,
      },
    },
    ctx.deadline,
  )
  return done ? jobOf(item) : null
}

export type DueJob = { userId: string; jobId: string; worker: string }

/** Jobs of a shard that somebody should see to (epoch ms), the longest overdue first. */
export const loadDueJobs = async (shard: number, now: number, limit: number, deadline: number): Promise<DueJob[]> => {
  const range = { pk: jobsDue.pk(shard), from: ' ', to: `${isoAt(now)}${LAST}`, limit, index: 'GSI3' as const }
  const { items } = await queryPage(range, { deadline })
  return items.flatMap(({ PK, SK, GSI3SK }) => {
    const userId = userOf(String(PK))
    const [, worker = ''] = String(GSI3SK).split('#')
    return userId ? [{ userId, jobId: String(SK).slice(sk.jobs().length), worker }] : []
  })
}
