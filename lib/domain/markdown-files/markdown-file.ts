import { type Change, create, update } from '../../platform/events/change.ts'
import { blankOf, newEntity, sent } from '../entity-fields.ts'
import { folderOf, nameOf } from './file-path.ts'
import { markdownFileFields, type StoredFile } from './markdown-file.fields.ts'
import { MARKDOWN_FILE } from './markdown-file.kind.ts'
import type { FileTreeNode, MarkdownFile } from './markdown-file.schema.ts'

type Given = { userId: string; id: string; now: number }
type StoredContent = Pick<StoredFile, 'size' | 'contentHash'>
type Details = { tags?: string[] | undefined; category?: string | null | undefined }

export const newFile = (
  fields: { path: string } & Details,
  content: StoredContent,
  { userId, id, now }: Given,
): Change<StoredFile> =>
  create(
    MARKDOWN_FILE,
    { ...blankOf(markdownFileFields), ...sent(fields), ...content, ...newEntity(userId, id, now) },
    now,
  )

/** A file with what was sent; its content counts as changed only where it is another. Null when nothing changes. */
export const changeFile = (
  before: StoredFile,
  details: Details,
  content: StoredContent | null,
  at: number,
): Change<StoredFile> | null => {
  const isNew = content !== null && content.contentHash !== before.contentHash
  const patch = { ...sent(details), ...(isNew && { ...content, contentVersion: before.contentVersion + 1 }) }
  return update(MARKDOWN_FILE, before, patch, at)
}

export const viewFile = ({ category, ...file }: StoredFile): MarkdownFile => ({
  ...file,
  ...(category !== null && { category }),
  name: nameOf(file.path),
  folderPath: folderOf(file.path),
})

/** Folders come from the paths of files; folders before files, each by name. */
export const treeOf = (files: StoredFile[]): FileTreeNode[] => {
  const root: FileTreeNode[] = []
  const folders = new Map<string, FileTreeNode[]>([['', root]])
  const childrenOf = (path: string): FileTreeNode[] => {
    const known = folders.get(path)
    if (known) return known
    const children: FileTreeNode[] = []
    folders.set(path, children)
    childrenOf(folderOf(path)).push({ type: 'folder', name: nameOf(path), path, children })
    return children
  }
  for (const file of files) {
    const { path, name, folderPath } = viewFile(file)
    childrenOf(folderPath).push({ type: 'file', name, path, metadata: viewFile(file) })
  }
  for (const children of folders.values()) children.sort(byTypeAndName)
  return root
}

const byTypeAndName = (one: FileTreeNode, other: FileTreeNode): number =>
  one.type === other.type ? one.name.localeCompare(other.name, 'en') : one.type === 'folder' ? -1 : 1

/** Different values, sorted. */
export const distinct = (values: string[]): string[] =>
  [...new Set(values)].sort((one, other) => one.localeCompare(other, 'en'))
