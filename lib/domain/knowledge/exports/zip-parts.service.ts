import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { type ZipFile, zipEnd, zipEntry } from '../../archives/write-zip.ts'
import type { ObjectReader, ObjectWriter } from '../../uploads/object-store.ts'
import { exportKey } from './export.job.ts'

export type Objects = ObjectReader & ObjectWriter

/** How far an archive is written: what is in parts that the storage has. */
export const ZipPlace = z.object({
  upload: z.string(),
  parts: z.array(z.string()),
  /** Of each part, the bytes of its lines of the directory, which are an object of their own until the end. */
  lines: z.array(z.number().int()),
  files: z.number().int(),
  bytes: z.number().int(),
})
export type ZipPlace = z.infer<typeof ZipPlace>

/** The storage takes parts of 5 MiB at least. */
const PART_BYTES = 8_388_608

const linesKey = (ctx: Context, jobId: string, part: number) => exportKey(ctx.userId, jobId, `lines-${part}`)

export const beginZip = async (objects: Objects, key: string): Promise<ZipPlace> => {
  const upload = await objects.beginParts(key, 'application/zip')
  return { upload, parts: [], lines: [], files: 0, bytes: 0 }
}

/** Writes an archive behind a place, in parts. What is not in a part yet is lost with the process, and is written again from the place. */
export const zipWriter = (ctx: Context, objects: Objects, target: { jobId: string; key: string }, place: ZipPlace) => {
  let [files, lines]: [Buffer[], Buffer[]] = [[], []]
  let [bytes, count] = [place.bytes, place.files]
  const flush = async (last: Buffer[] = []) => {
    const number = place.parts.length
    const line = Buffer.concat(lines)
    if (last.length === 0) await objects.putBytes(linesKey(ctx, target.jobId, number), line, 'application/octet-stream')
    place.parts.push(await objects.putPart(target.key, place.upload, number + 1, Buffer.concat([...files, ...last])))
    place.lines.push(line.length)
    Object.assign(place, { files: count, bytes })
    ;[files, lines] = [[], []]
  }
  return {
    add: (file: ZipFile, isPacked = false): void => {
      const entry = zipEntry(file, bytes, isPacked)
      files.push(entry.file)
      lines.push(entry.line)
      bytes += entry.file.length
      count += 1
    },
    /** Whether a part was sent: then `place` is behind all files that were added. */
    flushIfFull: async (): Promise<boolean> => {
      if (bytes - place.bytes < PART_BYTES) return false
      await flush()
      return true
    },
    /** Ends the archive; resolves to its bytes. */
    finish: async (): Promise<number> => {
      const earlier: Buffer[] = []
      for (const [part, length] of place.lines.entries())
        earlier.push(await objects.readRange(linesKey(ctx, target.jobId, part), 0, length))
      const directory = Buffer.concat([...earlier, ...lines])
      const end = zipEnd(count, directory.length, bytes)
      await flush([directory, end])
      await objects.finishParts(target.key, place.upload, place.parts)
      return bytes + directory.length + end.length
    },
  }
}
