import { zipEnd, zipEntry } from '../../lib/domain/archives/write-zip.ts'

/** What is changed of an entry after it was packed: bytes of its header and of its line in the directory. */
type Tamper = (entry: { file: Buffer; line: Buffer }) => void
export type Member = [path: string, content: string | Buffer, tamper?: Tamper]

/** A zip archive of some files; what `zipEntry` never writes is written by changing it afterwards. */
export const zipOf = (members: Member[], writtenAt = Date.UTC(2026, 0, 2, 3, 4, 6)): Buffer => {
  const [files, lines]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const [path, content, tamper] of members) {
    const entry = zipEntry({ path, bytes: Buffer.from(content), writtenAt }, offset)
    tamper?.(entry)
    files.push(entry.file)
    lines.push(entry.line)
    offset += entry.file.length
  }
  const directory = Buffer.concat(lines)
  return Buffer.concat([...files, directory, zipEnd(members.length, directory.length, offset)])
}
