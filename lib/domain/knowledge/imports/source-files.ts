import { type ByteSource, inBlocks } from '../../archives/byte-source.ts'
import { isReadable, listZip, readEntry, type Unreadable, type ZipEntry } from '../../archives/read-zip.ts'

/** The files of an import in their order; null: nothing to import, such as a folder or the settings of an editor. */
export type SourceFiles = {
  entries: (ZipEntry | Unreadable | null)[]
  /** The bytes of a file, or why there are none. */
  read: (entry: ZipEntry, most: number) => Promise<Buffer | string>
}

/** The files of a zip archive, with paths from the vault's own folder on. Null: it is none. */
export const filesOfZip = async (source: ByteSource): Promise<SourceFiles | null> => {
  const blocks = inBlocks(source)
  const listing = await listZip(blocks)
  if (!listing) return null
  const root = rootOf(listing.entries.flatMap((entry) => (entry && isReadable(entry) ? [entry.path] : [])))
  const entries = listing.entries.map((entry) => {
    if (!entry || !isReadable(entry)) return entry
    const path = entry.path.slice(root.length)
    return isHidden(path) ? null : { ...entry, path }
  })
  return { entries, read: (entry, most) => readEntry(blocks, entry, most) }
}

/** A single file. */
export const oneFile = (source: ByteSource, path: string): SourceFiles => {
  const whole = { offset: 0, packed: source.size, bytes: source.size, crc: 0, isDeflated: false, writtenAt: 0 }
  const read: SourceFiles['read'] = async ({ bytes }, most) =>
    bytes > most ? `It is larger than ${most} bytes` : source.read(0, bytes)
  return { entries: [{ path, ...whole }], read }
}

/** Settings of editors, versions, and what systems leave in folders. */
const isHidden = (path: string): boolean =>
  path
    .split('/')
    .some((name) => name.startsWith('.') || name === '__MACOSX' || /^(thumbs\.db|desktop\.ini)$/i.test(name))

/** The folder of the vault within the archive, with its slash: the one that has Obsidian's settings, or that everything is in. */
export const rootOf = (paths: string[]): string => {
  const shown = paths.filter((path) => !isHidden(path))
  const settings = paths.find((path) => `/${path}`.includes('/.obsidian/'))
  const first = `${shown[0]?.split('/')[0]}/`
  const root = settings === undefined ? first : settings.slice(0, `/${settings}`.indexOf('/.obsidian/'))
  return shown.length > 0 && shown.every((path) => path.startsWith(root)) ? root : ''
}
