import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress, zstdDecompressSync } from 'node:zlib'
import { type ByteSource, inBlocks } from '../../domain/archives/byte-source.ts'
import { isReadable, listZip, readEntry, type ZipEntry } from '../../domain/archives/read-zip.ts'
import type { AnkiMedia, OpenAnkiPackage } from '../../domain/knowledge/anki/anki-collection.ts'
import { openCollection } from './collection.ts'
import { fieldsOf, textOf } from './protobuf.ts'

/** The newest first; a package of the last one has an empty collection of the others for old programs. */
const COLLECTIONS = ['collection.anki21b', 'collection.anki21', 'collection.anki2']
/** On the disk of a Lambda, which has 512 MB. */
const MOST_COLLECTION = 268_435_456
/** In memory while it is unpacked. */
const MOST_PACKED = 134_217_728
const MOST_LIST = 16_777_216

/** Opens an Anki package: legacy ones (anki2, anki21) and those of today (anki21b: packed by zstd, with a list of media in protobuf). */
export const openAnkiPackage: OpenAnkiPackage = async (source, name) => {
  const blocks = inBlocks(source)
  const listing = await listZip(blocks)
  if (!listing) return null
  const readable = listing.entries.filter((entry) => entry !== null).filter(isReadable)
  const entries = new Map(readable.map((entry) => [entry.path, entry]))
  const kind = COLLECTIONS.find((one) => entries.has(one))
  const entry = entries.get(kind ?? '')
  if (!entry) return null
  const isZstd = kind === COLLECTIONS[0]
  const file = join(tmpdir(), `${name}.anki`)
  const problem = (await exists(file)) ? null : await unpack(blocks, entry, file, isZstd)
  if (problem) return problem
  const collection = openCollection(file)
  if (typeof collection === 'string') return collection
  const unreadable = listing.entries.filter((one) => one !== null).filter((one) => !isReadable(one))
  return {
    collection,
    media: await mediaOf(blocks, entries, isZstd),
    unreadable: unreadable as { name: string; reason: string }[],
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )

/** Written under another name first: what is there is whole. */
const unpack = async (source: ByteSource, entry: ZipEntry, file: string, isZstd: boolean): Promise<string | null> => {
  const bytes = await readEntry(source, entry, isZstd ? MOST_PACKED : MOST_COLLECTION)
  if (typeof bytes === 'string') return `The collection: ${bytes}`
  const part = `${file}.part`
  let size = 0
  const counted = new Transform({
    transform: (chunk: Buffer, _, done) => {
      size += chunk.length
      done(size > MOST_COLLECTION ? new Error('It is too large') : null, chunk)
    },
  })
  try {
    const unpacked = isZstd ? [createZstdDecompress()] : []
    await pipeline([Readable.from([bytes]), ...unpacked, counted, createWriteStream(part)])
    await rename(part, file)
    return null
  } catch {
    await rm(part, { force: true })
    return 'The collection is too large or broken'
  }
}

/** Files of media have numbers as their names, and a list says what they are called. */
const mediaOf = async (source: ByteSource, entries: Map<string, ZipEntry>, isZstd: boolean): Promise<AnkiMedia[]> => {
  const list = entries.get('media')
  const bytes = list ? await readEntry(source, list, MOST_LIST) : ''
  if (typeof bytes === 'string') return []
  return namesIn(bytes, isZstd).flatMap(([number, name]) => {
    const entry = entries.get(number)
    if (!entry) return []
    const read = async (most: number) => {
      const packed = await readEntry(source, entry, most)
      return typeof packed === 'string' || !isZstd ? packed : (unzstd(packed, most) ?? 'It is too large or broken')
    }
    return [{ name, read }]
  })
}

const namesIn = (bytes: Buffer, isZstd: boolean): [string, string][] => {
  try {
    if (!isZstd) {
      const names: unknown = JSON.parse(bytes.toString())
      return Object.entries(names ?? {}).map(([number, name]) => [number, String(name)])
    }
    const list = fieldsOf(unzstd(bytes, MOST_LIST) ?? Buffer.alloc(0)).filter((field) => field.number === 1)
    return list.map((field, i) => [String(i), textOf(fieldsOf(field.bytes ?? Buffer.alloc(0)), 1)])
  } catch {
    return []
  }
}

const unzstd = (bytes: Buffer, most: number): Buffer | null => {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: most })
  } catch {
    return null
  }
}
