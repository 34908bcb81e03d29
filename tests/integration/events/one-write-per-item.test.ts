import { describe, expect, it } from 'vitest'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { create, remove, update } from '../../../lib/platform/events/change.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { oneWritePerItem } from '../../../lib/platform/events/one-write-per-item.ts'
import {
  ABSENT,
  hasVersion,
  keyed,
  putWrite,
  requireWrite,
  VersionConflict,
  type Write,
} from '../../../lib/platform/events/write.ts'
import { sk } from '../../../lib/platform/table/keys.ts'
import { contextFor } from '../../support/context.ts'

const ctx = contextFor('u')
const KEY = 'TASK#secret-id'
const stale = () => new VersionConflict()
const put = (condition = {}) => putWrite(ctx, KEY, { title: 'x' }, condition)
const update1 = (): Write => ({
  item: {
    Update: {
      ...keyed(ctx, KEY),
      UpdateExpression: 'SET #a = :a',
      ExpressionAttributeNames: { '#a': 'a' },
      ExpressionAttributeValues: { ':a': 1 },
    },
  },
  refused: stale,
})
const gone = (condition = {}): Write => ({ item: { Delete: { ...keyed(ctx, KEY), ...condition } }, refused: stale })
const check = () => requireWrite(ctx, KEY)
const task = create(TASK, { ...TASK.defaults, id: 'secret-id', userId: 'u', title: 't' } as never, 1).after

describe('a transaction that writes one item twice is refused, and nothing of it is stored', () => {
  const pairs: Record<string, () => Write[]> = {
    'two puts': () => [put(), put()],
    'a put and an update': () => [put(), update1()],
    'an update and a put': () => [update1(), put()],
    'two updates': () => [update1(), update1()],
    'a deletion and an update': () => [gone(), update1()],
    'an update and a deletion': () => [update1(), gone()],
    'a put that is deleted again': () => [put(), gone()],
    'two deletions': () => [gone(), gone()],
    'a deletion and a put of what should be there': () => [gone(), put(hasVersion(1))],
    'two checks that ask for different things': () => [
      check(),
      { item: { ConditionCheck: { ...keyed(ctx, KEY), ...hasVersion(2) } }, refused: stale },
    ],
  }
  for (const [name, writes] of Object.entries(pairs))
    it(`${name}; the message has the key's shape and nothing personal`, async () => {
      const attempt = commit(ctx, { changes: [], writes: writes(), result: null })
      await expect(attempt).rejects.toThrow('A transaction writes TASK#* twice')
    })

  it('two claims of one Idempotency-Key', () => {
    const claim = () => putWrite(ctx, sk.idempotency('createTask', 'my key'), {})
    expect(() => oneWritePerItem([], [claim(), claim()])).toThrow('A transaction writes IDEMPOTENCY#*#* twice')
  })

  it('two changes of one entity, also where their keys differ', async () => {
    const first = update(TASK, task, { title: 'a' }, 2)
    const second = update(TASK, task, { notes: 'b' }, 2)
    if (!first || !second) throw new Error('Both change something')
    for (const changes of [
      [first, second],
      [first, remove(TASK, task, 2)],
    ])
      await expect(commit(ctx, { changes, result: null })).rejects.toThrow('A transaction changes TASK#* twice')
  })
})

describe('writes of one item that mean one thing become one', () => {
  const one = (...writes: Write[]) => oneWritePerItem([], writes).map(({ item }) => item)

  it('a check joins a write on either side, and a write that asks for nothing asks for what the check asked', () => {
    for (const write of [put(ABSENT), put(hasVersion(3)), gone(hasVersion(3))]) {
      expect(one(check(), write)).toEqual([write.item])
      expect(one(write, check())).toEqual([write.item])
    }
    expect(one(check(), put())).toEqual([put({ ConditionExpression: 'attribute_exists(PK)' }).item])
    expect(one(update1(), check())).toEqual([
      { Update: { ...update1().item.Update, ConditionExpression: 'attribute_exists(PK)' } },
    ])
    expect(one(check(), check(), put(ABSENT), check())).toEqual([put(ABSENT).item])
  })

  it('what arrives where another entity leaves replaces exactly that', () => {
    expect(one(gone(hasVersion(4)), put(ABSENT))).toEqual([put(hasVersion(4)).item])
    expect(one(gone(), put())).toEqual([put().item])
    expect(one(gone(), put(ABSENT))).toEqual([put().item])
  })

  it('rows of other partitions with the same sort key are other items', () => {
    const of = (PK: string): Write => ({ item: { Put: { TableName: 't', Item: { PK, SK: 'OWNER' } } }, refused: Error })
    expect(one(of('A'), of('B'))).toHaveLength(2)
    expect(() => one(of('A'), of('A'))).toThrow('A transaction writes OWNER twice')
  })
})
