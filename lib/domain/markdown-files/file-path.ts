import { Title } from '../fields.ts'

/** Keys of the table hold 1,024 bytes, and the path is a part of one. */
const MAX_PATH_BYTES = 700
const MAX_SEGMENT_BYTES = 255

const withoutSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, '')

const isWalkable = (path: string): boolean =>
  withoutSlashes(path)
    .split('/')
    .every((one) => one !== '' && one !== '.' && one !== '..' && Buffer.byteLength(one) <= MAX_SEGMENT_BYTES)

const Path = Title(MAX_PATH_BYTES)
  .refine(isWalkable, 'Must be names of up to 255 bytes between slashes, none of them "." or ".."')
  .refine((path) => Buffer.byteLength(path) <= MAX_PATH_BYTES, `Must be at most ${MAX_PATH_BYTES} bytes of UTF-8`)

const MARKDOWN = /\.([mM][dD]|[mM][aA][rR][kK][dD][oO][wW][nN])$/
const NOT_MARKDOWN = 'Must end in .md or .markdown'

/** Where a file is: 'folder/name.md'. A slash before it is left out. */
export const FilePath = Path.regex(MARKDOWN, NOT_MARKDOWN).transform(withoutSlashes)

/** A folder, 'a/b'. */
export const FolderPath = Path.transform(withoutSlashes)

/** A file by its id or its path. */
export const FileKey = Path.transform(withoutSlashes)

/** The name of a file without folders. */
export const MarkdownFileName = Title(200).regex(/^[^/\\]+\.[mM][dD]$/, 'Must be a name that ends in .md')

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** '' for a file at the top. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** A path for a file whose own is taken: 'a/b.md' becomes 'a/b (2).md'. */
export const numbered = (path: string, n: number): string => path.replace(/(\.[^./]+)$/, ` (${n})$1`)
