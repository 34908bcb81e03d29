import { crc32, deflateRawSync } from 'node:zlib'

/** A file to pack. `writtenAt`: epoch ms, shown in UTC. */
export type ZipFile = { path: string; bytes: Buffer; writtenAt: number }

/** UTF-8 names. */
const FLAGS = 0x800
const [STORED, DEFLATED] = [0, 8]
const VERSION = 45
const MOST_32 = 0xffffffff
/** Made on Unix, so that the upper half of the attributes says that it is a file that its owner may write. */
const MADE_BY = 0x0300 | VERSION
const ATTRIBUTES = (0o100644 << 16) >>> 0

/**
 * A file of an archive at an offset, and its line in the directory. The same file at the same place is the same bytes.
 * `isPacked`: what is compressed already is stored as it is.
 */
export const zipEntry = ({ path, bytes, writtenAt }: ZipFile, offset: number, isPacked = false) => {
  const packed = isPacked ? bytes : deflateRawSync(bytes)
  const isDeflated = packed.length < bytes.length
  const body = isDeflated ? packed : bytes
  const name = Buffer.from(path)
  const common = Buffer.alloc(26)
  const { date, time } = dosTime(writtenAt)
  for (const [i, value] of [VERSION, FLAGS, isDeflated ? DEFLATED : STORED, time, date].entries())
    common.writeUInt16LE(value, 2 * i)
  for (const [i, value] of [crc32(bytes), body.length, bytes.length].entries()) common.writeUInt32LE(value, 10 + 4 * i)
  common.writeUInt16LE(name.length, 22)
  const wide = offset >= MOST_32 ? zip64Extra(offset) : Buffer.alloc(0)
  const line = Buffer.alloc(46)
  line.writeUInt32LE(0x02014b50, 0)
  line.writeUInt16LE(MADE_BY, 4)
  common.copy(line, 6)
  line.writeUInt16LE(wide.length, 30)
  line.writeUInt32LE(ATTRIBUTES, 38)
  line.writeUInt32LE(Math.min(offset, MOST_32), 42)
  const local = Buffer.alloc(4)
  local.writeUInt32LE(0x04034b50)
  return { file: Buffer.concat([local, common, name, body]), line: Buffer.concat([line, name, wide]) }
}

const zip64Extra = (offset: number): Buffer => {
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(offset), 4)
  return extra
}

/** The end of an archive, behind its directory: with the fields of zip64 where the others have no room. */
export const zipEnd = (count: number, bytes: number, offset: number): Buffer => {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  for (const at of [8, 10]) end.writeUInt16LE(Math.min(count, 0xffff), at)
  end.writeUInt32LE(Math.min(bytes, MOST_32), 12)
  end.writeUInt32LE(Math.min(offset, MOST_32), 16)
  return count >= 0xffff || offset >= MOST_32 ? Buffer.concat([end64(count, bytes, offset), end]) : end
}

const end64 = (count: number, bytes: number, offset: number): Buffer => {
  const record = Buffer.alloc(76)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeUInt16LE(VERSION, 12)
  record.writeUInt16LE(VERSION, 14)
  for (const [at, value] of [
    [24, count],
    [32, count],
    [40, bytes],
    [48, offset],
  ] as const)
    record.writeBigUInt64LE(BigInt(value), at)
  record.writeUInt32LE(0x07064b50, 56)
  record.writeBigUInt64LE(BigInt(offset + bytes), 64)
  record.writeUInt32LE(1, 72)
  return record
}

const dosTime = (epochMs: number) => {
  const at = new Date(Math.min(Math.max(epochMs, Date.UTC(1980, 0, 1)), Date.UTC(2107, 11, 31)))
  return {
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  }
}
