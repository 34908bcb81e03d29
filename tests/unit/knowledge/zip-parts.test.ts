import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { inMemory } from '../../../lib/domain/archives/byte-source.ts'
import { isReadable, listZip, readEntry } from '../../../lib/domain/archives/read-zip.ts'
import { beginZip, zipWriter } from '../../../lib/domain/knowledge/exports/zip-parts.service.ts'
import { contextFor } from '../../support/context.ts'

test('an archive of several parts is whole, also when each part is written by another process', async () => {
  const contents = Array.from({ length: 20 }, () => randomBytes(1_000_000))
  const [files, parts] = [new Map<string, Buffer>(), [] as Buffer[]]
  const objects = {
    sizeOf: async () => null,
    readRange: async (key: string) => files.get(key) ?? Buffer.alloc(0),
    putBytes: async (key: string, bytes: Buffer) => void files.set(key, bytes),
    beginParts: async () => 'upload',
    putPart: async (_: string, __: string, number: number, bytes: Buffer) => {
      parts[number - 1] = bytes
      return `e${number}`
    },
    finishParts: async () => {},
  }
  const place = await beginZip(objects, 'key')
  const open = (from: typeof place) => zipWriter(contextFor('u'), objects, { jobId: 'j', key: 'key' }, from)
  let now = place
  let zip = open(now)
  for (const [i, bytes] of contents.entries()) {
    zip.add({ path: `${i}.bin`, bytes, writtenAt: 0 }, true)
    if (!(await zip.flushIfFull())) continue
    now = structuredClone(now)
    zip = open(now)
  }
  const bytes = await zip.finish()
  const archive = Buffer.concat(parts)
  expect([parts.length, archive.length]).toEqual([3, bytes])
  const entries = (await listZip(inMemory(archive)))?.entries ?? []
  expect(entries).toHaveLength(20)
  for (const [i, entry] of entries.entries())
    expect(entry && isReadable(entry) && (await readEntry(inMemory(archive), entry, 2e6))).toEqual(contents[i])
})
