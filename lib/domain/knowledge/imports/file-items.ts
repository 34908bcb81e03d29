import { createHash } from 'node:crypto'
import { Title } from '../../fields.ts'
import { wallClock } from '../../time/zone.ts'
import type { Area } from '../../vocabulary.ts'
import { Folder } from '../items/folder.ts'
import { Content } from '../items/item.fields.ts'
import { readNoteFile } from '../note-files/note-file.ts'
import type { ImportedItem } from './store-items.service.ts'

/** A file of an import. `place`: among its entries. `writtenAt`: epoch ms of the digits of a clock; 0: nobody knows. */
export type ImportedFile = { id: string; path: string; place: number; writtenAt: number }
/** Of the import. `at`: when it was asked for, epoch ms. */
export type ImportFacts = { area: Area; timeZone: string; at: number }

export const isNote = (path: string): boolean => /\.(md|markdown)$/i.test(path)

const placeOf = (path: string) => {
  const slash = path.lastIndexOf('/')
  return { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) }
}

/** The note of a Markdown file, or why it cannot be one. */
export const noteOf = (bytes: Buffer, file: ImportedFile, facts: ImportFacts): ImportedItem | string => {
  const text = textOf(bytes)
  if (text === null) return 'It is not text in UTF-8'
  const { folder, name } = placeOf(file.path)
  const { content, zettelId, ...note } = readNoteFile(text, { name: name.replace(/\.[^.]*$/, ''), folder })
  const reason = reasonAgainst(note.title, note.folder, content)
  if (reason) return reason
  const wall = wallOf(zettelId) ?? writtenWall(file, facts)
  const fields = { area: facts.area, ...note }
  return { id: file.id, type: 'note', fields, content, zettel: { wall, place: file.place } }
}

const reasonAgainst = (title: string, folder: string, content: string | null): string | null => {
  if (!Title(500).safeParse(title).success) return 'Its name cannot be a title: it is blank, too long or not printable'
  if (!Folder().safeParse(folder).success) return 'The names of its folders are too long'
  const issue = content === null ? null : Content.safeParse(content).error?.issues[0]
  return issue ? `Content: ${issue.message}` : null
}

/** A byte order mark stays where a note keeps it. */
const textOf = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const wallOf = (zettelId: string | null): number | null => {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(zettelId ?? '') ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  return year >= 1900 && year < 2200 ? wall : null
}

/** When a file says that it was written; that of the import where it says nothing. */
const writtenWall = ({ writtenAt }: ImportedFile, { at, timeZone }: ImportFacts): number => {
  const now = wallClock(at, timeZone)
  const wall = writtenAt > Date.UTC(1980, 0, 2) && writtenAt <= now ? writtenAt : now
  return Math.floor(wall / 1_000) * 1_000
}

const TYPES: Record<string, string> = {
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ svg: 'image/svg+xml', avif: 'image/avif', pdf: 'application/pdf', txt: 'text/plain', csv: 'text/csv' },
  ...{ mp3: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg', wav: 'audio/wav', mp4: 'video/mp4' },
  ...{ webm: 'video/webm', json: 'application/json', canvas: 'application/json', zip: 'application/zip' },
}

/** By the ending of a name. */
export const contentTypeOf = (path: string): string =>
  TYPES[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'

/** The document of a file that is no note, under whose name links find it; or why it cannot be one. */
export const attachmentOf = (bytes: Buffer, file: ImportedFile, facts: ImportFacts): ImportedItem | string => {
  const { folder, name: title } = placeOf(file.path)
  const reason = reasonAgainst(title, folder, null)
  if (reason) return reason
  const attachment = { hash: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
  const fields = { title, folder, area: facts.area, fileType: contentTypeOf(file.path), attachment }
  return { id: file.id, type: 'document', fields, content: null, zettel: null }
}
