import type { Context } from '../../../../platform/context.ts'
import { type Item, partition } from '../../../../platform/partition.ts'
import { sk, userPk } from '../../../../platform/table/keys.ts'
import { tryUpdate } from '../../../../platform/table/table.ts'
import { SEGMENT_FORM } from './segment.ts'

type Owner = Pick<Context, 'userId' | 'deadline'>

/** A segment in the store. `front`: how many of its bytes a query reads besides the postings of its words. */
export type StoredSegment = { key: string; chunks: number; front: number; bytes: number }
/** Vectors of one model in the store. */
export type StoredVectors = { key: string; count: number; bytes: number }

/** What the index consists of. Segments and vectors are listed oldest first. */
export type VaultIndex = {
  /** How far the entities are read that were there before the index: a sort key; null: all of them. */
  cursor: string | null
  segments: StoredSegment[]
  /** Of `vectorModel`: another model's are of no use any more. */
  vectors: StoredVectors[]
  vectorModel: string | null
  /** Chunks without a vector after the last run. */
  missing: number
  /** When vectors were last asked for, epoch ms: a provider that fails is not asked again at once. */
  triedAt: number
}

const EMPTY: VaultIndex = { cursor: '', segments: [], vectors: [], vectorModel: null, missing: 0, triedAt: 0 }

export const isWhole = ({ cursor }: VaultIndex): boolean => cursor === null

const indexIn = (row: Item | null): VaultIndex =>
  row?.form === SEGMENT_FORM ? { ...EMPTY, ...(row.index as VaultIndex) } : EMPTY

/** The index as it is, and whether a worker is at it. */
export const loadIndex = async (owner: Owner, now: number): Promise<{ index: VaultIndex; isBusy: boolean }> => {
  const row = await partition(owner).get(sk.vaultIndex(), { consistent: true })
  return { index: indexIn(row), isBusy: Number(row?.leaseUntil ?? 0) > now }
}

const LEASE_MS = 120_000
const keyOf = ({ userId }: Owner) => ({ PK: userPk(userId), SK: sk.vaultIndex() })

/**
 * Makes this run the only one that writes the index, for longer than any run takes. False: another is at it, and will look again
 * for what changed before it ends.
 */
export const takeLease = async (owner: Owner, run: string, now: number): Promise<boolean> => {
  for (;;) {
    const taken = await tryUpdate(
      {
        Key: keyOf(owner),
        UpdateExpression: 'SET leaseBy = :run, leaseUntil = :until REMOVE again',
        ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil <= :now',
        ExpressionAttributeValues: { ':run': run, ':until': now + LEASE_MS, ':now': now },
      },
      owner.deadline,
    )
    if (taken.done) return true
    const asked = await tryUpdate(
      {
        Key: keyOf(owner),
        UpdateExpression: 'SET again = :true',
        ConditionExpression: 'leaseBy = :other AND leaseUntil > :now',
        ExpressionAttributeValues: { ':true': true, ':other': taken.item.leaseBy, ':now': now },
      },
      owner.deadline,
    )
    if (asked.done) return false
  }
}

/** Ends a run. False: another was asked for meanwhile, so there may be more to do. */
export const endLease = async (owner: Owner, run: string): Promise<boolean> => {
  const values = { ':run': run }
  const ended = await tryUpdate(
    {
      Key: keyOf(owner),
      UpdateExpression: 'REMOVE leaseBy, leaseUntil',
      ConditionExpression: 'leaseBy = :run AND attribute_not_exists(again)',
      ExpressionAttributeValues: values,
    },
    owner.deadline,
  )
  if (ended.done || ended.item.leaseBy !== run) return true
  await tryUpdate(
    {
      Key: keyOf(owner),
      UpdateExpression: 'REMOVE again',
      ConditionExpression: 'leaseBy = :run',
      ExpressionAttributeValues: values,
    },
    owner.deadline,
  )
  return false
}

/** Stores the index. False, with nothing stored, when another run has taken over. */
export const saveIndex = async (owner: Owner, run: string, index: VaultIndex): Promise<boolean> => {
  const saved = await tryUpdate(
    {
      Key: keyOf(owner),
      UpdateExpression: 'SET #index = :index, #form = :form',
      ConditionExpression: 'leaseBy = :run',
      ExpressionAttributeNames: { '#index': 'index', '#form': 'form' },
      ExpressionAttributeValues: { ':index': index, ':form': SEGMENT_FORM, ':run': run },
    },
    owner.deadline,
  )
  return saved.done
}

/** Rows that say what changed, by the sort keys of the entities; `more`: there are others. Oldest first, or the newest. */
export const loadUnindexed = async (
  owner: Owner,
  { limit, newest = false }: { limit: number; newest?: boolean },
): Promise<{ rows: string[]; entities: string[]; more: boolean }> => {
  const from = sk.allUnindexed()
  const range = { from, to: `${from}~`, limit, descending: newest }
  const { items, next } = await partition(owner).page(range, { consistent: true })
  const rows = items.map(({ SK }) => String(SK))
  const entities = [...new Set(rows.map((row) => row.split('#').slice(2).join('#')))]
  return { rows, entities, more: next !== undefined }
}

export const forgetUnindexed = (owner: Owner, rows: string[]): Promise<void> =>
  partition(owner).writeDerived(new Map(rows.map((row) => [row, null])))
