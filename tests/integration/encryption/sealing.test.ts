import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import { KEPT_MS } from '../../../lib/platform/encryption/key-cache.ts'
import { sealing, UnreadableError } from '../../../lib/platform/encryption/sealing.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { watchKms } from '../../support/kms.ts'
import { partitionOf } from '../../support/partition.ts'

const purpose = { kind: 'calendarconnection.tokens', id: '01JCONNECTION' }
const kms = watchKms()
beforeEach(() => kms.reset())

/** As many processes, none of which has seen a key. */
const processes = (count: number) => Array.from({ length: count }, () => sealing())
const putRow = (item: Record<string, unknown>) =>
  documentClient().send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: item }))
const keyRow = async (userId: string) => (await partitionOf(userId)).get('DATAKEY')

describe('sealing', () => {
  test('what one process seals another opens, for the same person and purpose only', async () => {
    const [ada, eve] = [contextFor(newUserId()), contextFor(newUserId())]
    const [here = sealing(), there = sealing()] = processes(2)
    const sealed = await here.seal(ada, purpose, 'refresh token')
    await there.seal(eve, purpose, 'her own')
    expect(await there.open(ada, purpose, sealed)).toBe('refresh token')
    await expect(there.open(eve, purpose, sealed)).rejects.toThrow(UnreadableError)
    await expect(there.open(ada, { ...purpose, id: '01JOTHER' }, sealed)).rejects.toThrow(UnreadableError)
    await expect(there.open(ada, { ...purpose, kind: 'feed.token' }, sealed)).rejects.toThrow(UnreadableError)
    await expect(there.open(ada, purpose, `${sealed.slice(0, -2)}AA`)).rejects.toThrow(UnreadableError)
    await expect(there.open(ada, purpose, 'never sealed')).rejects.toThrow(UnreadableError)
  })

  test('the person’s partition gets one row, which holds the key only as KMS encrypted it', async () => {
    const ada = contextFor(newUserId())
    await sealing().seal(ada, purpose, 'refresh token')
    const rows = await partitionOf(ada.userId)
    expect([...rows.keys()]).toEqual(['DATAKEY'])
    for (const secret of kms.plaintextForms()) expect(JSON.stringify([...rows])).not.toContain(secret)
    expect(Buffer.byteLength(JSON.stringify(rows.get('DATAKEY')))).toBeLessThan(1_024)
  })

  test('opening makes no key', async () => {
    const [ada, eve] = [contextFor(newUserId()), contextFor(newUserId())]
    const sealed = await sealing().seal(ada, purpose, 'refresh token')
    await expect(sealing().open(eve, purpose, sealed)).rejects.toThrow(UnreadableError)
    expect([...(await partitionOf(eve.userId)).keys()]).toEqual([])
  })
})

describe('one key for each person', () => {
  test('ten processes that want it at once all use the first one’s', async () => {
    const ada = contextFor(newUserId())
    const workers = processes(10)
    const sealed = await Promise.all(workers.map(({ seal }, number) => seal(ada, purpose, `text ${number}`)))
    expect(new Set(sealed.map((text) => text.split('.')[1])).size).toBe(1)
    const reader = sealing()
    expect(await Promise.all(sealed.map((text) => reader.open(ada, purpose, text)))).toEqual(
      sealed.map((_, number) => `text ${number}`),
    )
    expect(kms.calls().GenerateDataKeyCommand).toBeGreaterThan(1)
  })

  test('ten calls of one process at once make KMS one call, whether there is a key or not', async () => {
    const ada = contextFor(newUserId())
    const { seal } = sealing()
    const sealed = await Promise.all(Array.from({ length: 10 }, () => seal(ada, purpose, 'text')))
    expect(kms.calls()).toEqual({ GenerateDataKeyCommand: 1 })
    kms.reset()
    const cold = sealing()
    await Promise.all(sealed.map((text) => cold.open(ada, purpose, text)))
    await cold.seal(ada, purpose, 'another')
    expect(kms.calls()).toEqual({ DecryptCommand: 1 })
  })

  test('a thousand texts of a person cost one call to KMS, and another after five minutes', async () => {
    const ada = contextFor(newUserId())
    const sealed = await sealing().seal(ada, purpose, 'text')
    kms.reset()
    const clock = { now: 0 }
    const { open } = sealing(() => clock.now)
    for (let count = 0; count < 1_000; count += 1) await open(ada, purpose, sealed)
    expect(kms.calls()).toEqual({ DecryptCommand: 1 })
    clock.now = KEPT_MS
    await open(ada, purpose, sealed)
    expect(kms.calls()).toEqual({ DecryptCommand: 2 })
  })

  test('texts that name another key cost no call to KMS', async () => {
    const ada = contextFor(newUserId())
    const { seal, open } = sealing()
    const sealed = await seal(ada, purpose, 'text')
    kms.reset()
    await expect(open(ada, purpose, sealed.replace(/\..{8}\./, '.AAAAAAAA.'))).rejects.toThrow(UnreadableError)
    expect(await open(ada, purpose, sealed)).toBe('text')
    expect(kms.calls()).toEqual({})
  })

  test('a row moved to another person, or damaged, opens and seals nothing', async () => {
    const [ada, eve] = [contextFor(newUserId()), contextFor(newUserId())]
    const sealed = await sealing().seal(ada, purpose, 'text')
    const row = await keyRow(ada.userId)
    await putRow({ ...row, PK: `USER#${eve.userId}` })
    await expect(sealing().open(eve, purpose, sealed)).rejects.toThrow(UnreadableError)
    await expect(sealing().seal(eve, purpose, 'text')).rejects.toThrow(UnreadableError)
    await putRow({ ...row, wrappedKey: 'AAAA' })
    await expect(sealing().open(ada, purpose, sealed)).rejects.toThrow(UnreadableError)
    await putRow({ PK: row?.PK, SK: row?.SK })
    await expect(sealing().seal(ada, purpose, 'text')).rejects.toThrow(UnreadableError)
    await putRow({ ...row })
    expect(await sealing().open(ada, purpose, sealed)).toBe('text')
  })
})

describe('a destroyed key', () => {
  test('leaves everything sealed with it unreadable, here and in other processes', async () => {
    const ada = contextFor(newUserId())
    const { seal, open, destroyDataKey } = sealing()
    const sealed = await seal(ada, purpose, 'text')
    await destroyDataKey(ada)
    expect(await keyRow(ada.userId)).toBeUndefined()
    for (const read of [open, sealing().open]) await expect(read(ada, purpose, sealed)).rejects.toThrow(UnreadableError)
  })

  test('is forgotten after five minutes where it was in use', async () => {
    const ada = contextFor(newUserId())
    const clock = { now: 0 }
    const warm = sealing(() => clock.now)
    const sealed = await warm.seal(ada, purpose, 'text')
    await sealing().destroyDataKey(ada)
    clock.now = KEPT_MS
    await expect(warm.open(ada, purpose, sealed)).rejects.toThrow(UnreadableError)
  })

  test('is followed by a new one, which also those open who remember the old one', async () => {
    const ada = contextFor(newUserId())
    const [warm = sealing(), other = sealing()] = processes(2)
    const before = await warm.seal(ada, purpose, 'before')
    await other.destroyDataKey(ada)
    const after = await other.seal(ada, purpose, 'after')
    expect(await warm.open(ada, purpose, after)).toBe('after')
    for (const { open } of [warm, other]) await expect(open(ada, purpose, before)).rejects.toThrow(UnreadableError)
  })

  test('may be destroyed again, and where there is none', async () => {
    const ada = contextFor(newUserId())
    const { seal, destroyDataKey } = sealing()
    await destroyDataKey(ada)
    await seal(ada, purpose, 'text')
    await destroyDataKey(ada)
    await destroyDataKey(ada)
    expect(await keyRow(ada.userId)).toBeUndefined()
  })
})
