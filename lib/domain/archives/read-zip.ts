import { crc32, inflateRawSync } from 'node:zlib'
import type { ByteSource } from './byte-source.ts'
import { safeName } from './entry-name.ts'

/** A file of an archive. `writtenAt`: wall clock of whoever packed it, as epoch ms of those digits in UTC. */
export type ZipEntry = {
  path: string
  offset: number
  packed: number
  bytes: number
  crc: number
  isDeflated: boolean
  writtenAt: number
}

export type Unreadable = { name: string; reason: string }
/** The files of an archive in the order of its directory, and what is not read, each under its place in that order. */
export type Listing = { entries: (ZipEntry | Unreadable | null)[] }

export const isReadable = (entry: ZipEntry | Unreadable): entry is ZipEntry => 'path' in entry

/** APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3. */
const [LOCAL, CENTRAL, END, END64, LOCATOR64] = [0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50, 0x07064b50]
const [LOCAL_BYTES, CENTRAL_BYTES, END_BYTES, END64_BYTES, LOCATOR_BYTES] = [30, 46, 22, 56, 20]
const MOST_COMMENT = 65_535
/** Of a directory: larger ones are no archive of a vault. */
const MOST_DIRECTORY_BYTES = 67_108_864
const MOST_ENTRIES = 120_000
const IN_EXTRA = 0xffffffff

/**
 * Lists the files of a zip archive (with zip64) by its directory. A broken entry is unreadable, and the others are there. Folders
 * are null. Null: this is no zip archive, or one that is larger than any vault.
 */
export const listZip = async (source: ByteSource): Promise<Listing | null> => {
  const end = await directoryEnd(source)
  if (!end || end.count > MOST_ENTRIES || end.bytes > MOST_DIRECTORY_BYTES) return null
  const directory = await source.read(end.offset, end.bytes)
  const entries: Listing['entries'] = []
  const [paths, offsets] = [new Set<string>(), new Set<number>()]
  let at = 0
  while (
    entries.length < end.count &&
    at + CENTRAL_BYTES <= directory.length &&
    directory.readUInt32LE(at) === CENTRAL
  ) {
    const [nameBytes, extraBytes, comment] = [28, 30, 32].map((i) => directory.readUInt16LE(at + i)) as Three
    const name = directory.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)
    const extra = directory.subarray(at + CENTRAL_BYTES + nameBytes, at + CENTRAL_BYTES + nameBytes + extraBytes)
    entries.push(checked(entryAt(directory.subarray(at, at + CENTRAL_BYTES), name, extra), paths, offsets))
    at += CENTRAL_BYTES + nameBytes + extraBytes + comment
  }
  if (entries.length < end.count) entries.push({ name: '(directory)', reason: 'The rest of the directory is broken' })
  return { entries }
}

type Three = [number, number, number]

/** Where the directory is. */
const directoryEnd = async (source: ByteSource): Promise<{ offset: number; bytes: number; count: number } | null> => {
  const length = Math.min(source.size, END_BYTES + MOST_COMMENT + LOCATOR_BYTES)
  const tail = await source.read(source.size - length, length)
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END || at + END_BYTES + tail.readUInt16LE(at + 20) > tail.length) continue
    const locator = at - LOCATOR_BYTES
    if (locator >= 0 && tail.readUInt32LE(locator) === LOCATOR64)
      return end64(await source.read(Number(tail.readBigUInt64LE(locator + 8)), END64_BYTES))
    return { count: tail.readUInt16LE(at + 10), bytes: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) }
  }
  return null
}

const end64 = (record: Buffer) => {
  if (record.length < END64_BYTES || record.readUInt32LE(0) !== END64) return null
  const [count, bytes, offset] = [32, 40, 48].map((at) => Number(record.readBigUInt64LE(at))) as Three
  return { count, bytes, offset }
}

const SYMLINK = 0o120000
const FILE_TYPES = 0o170000

const entryAt = (header: Buffer, rawName: Buffer, extra: Buffer): ZipEntry | Unreadable | null => {
  const named = safeName(rawName)
  if (rawName.at(-1) === SLASH) return null
  if ('reason' in named) return { name: named.shown, reason: named.reason }
  const refused = (reason: string) => ({ name: named.path, reason })
  const [flags, method, time, date] = [8, 10, 12, 14].map((at) => header.readUInt16LE(at)) as [...Three, number]
  if (flags & 0x41) return refused('It is encrypted')
  if (method !== 0 && method !== 8) return refused('It is packed by another method than deflate')
  // What Unix says of the file is in the upper half.
  if (((header.readUInt32LE(38) >>> 16) & FILE_TYPES) === SYMLINK) return refused('It is a symbolic link')
  const sizes = sizesOf(header, extra)
  if (!sizes) return refused('Its sizes are broken')
  const { bytes, packed, offset } = sizes
  if (method === 0 && bytes !== packed) return refused('Its sizes are broken')
  const crc = header.readUInt32LE(16)
  return { path: named.path, offset, packed, bytes, crc, isDeflated: method === 8, writtenAt: dosTime(date, time) }
}

const SLASH = 0x2f

/** Sizes and place of a file, from its zip64 field where the header has no room for them. */
const sizesOf = (header: Buffer, extra: Buffer) => {
  const [packed, bytes, offset] = [20, 24, 42].map((at) => header.readUInt32LE(at)) as Three
  const wide = [bytes, packed, offset]
  if (!wide.includes(IN_EXTRA)) return { packed, bytes, offset }
  const field = zip64Field(extra)
  let at = 0
  for (const [i, size] of wide.entries()) {
    if (size !== IN_EXTRA) continue
    if (!field || at + 8 > field.length) return null
    wide[i] = Number(field.readBigUInt64LE(at))
    at += 8
  }
  return { bytes: wide[0] ?? 0, packed: wide[1] ?? 0, offset: wide[2] ?? 0 }
}

const zip64Field = (extra: Buffer): Buffer | null => {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
  return null
}

const dosTime = (date: number, time: number): number =>
  Date.UTC(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2)

/** A name, and the bytes of a file, are taken once. */
const checked = (entry: ZipEntry | Unreadable | null, paths: Set<string>, offsets: Set<number>) => {
  if (!entry || !isReadable(entry)) return entry
  if (paths.has(entry.path)) return { name: entry.path, reason: 'An earlier file has the same name' }
  if (offsets.has(entry.offset)) return { name: entry.path, reason: 'An earlier file has the same content bytes' }
  paths.add(entry.path)
  offsets.add(entry.offset)
  return entry
}

/**
 * The bytes of a file, which are those that the directory promises: their number and their checksum are right. `most`: of what is
 * unpacked. No more than that, and as much packed, is in memory. A reason instead where it cannot be had.
 */
export const readEntry = async (source: ByteSource, entry: ZipEntry, most: number): Promise<Buffer | string> => {
  if (entry.bytes > most) return `It is larger than ${most} bytes`
  if (entry.packed > most + 65_536) return 'Its sizes are broken'
  const header = await source.read(entry.offset, LOCAL_BYTES)
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL) return 'It is not where the directory says'
  const start = entry.offset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28)
  const packed = await source.read(start, entry.packed)
  if (packed.length < entry.packed) return 'It is cut off'
  const bytes = entry.isDeflated ? inflated(packed, entry.bytes) : packed
  if (bytes?.length !== entry.bytes) return 'It is larger or smaller than the directory says, or broken'
  return crc32(bytes) === entry.crc ? bytes : 'Its checksum is wrong'
}

const inflated = (packed: Buffer, bytes: number): Buffer | null => {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) })
  } catch {
    return null
  }
}
