import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { Id, Text } from '../fields.ts'
import { MAX_CONTENT_BYTES } from '../knowledge/items/item.fields.ts'
import { UploadForm } from '../uploads/upload.schema.ts'
import { FileKey, FolderPath, MarkdownFileName } from './file-path.ts'
import { markdownFileFields } from './markdown-file.fields.ts'

export const MarkdownFile = entityOf(markdownFileFields)
  .extend({ category: z.string().optional() })
  .meta({ id: 'MarkdownFile' })
export type MarkdownFile = z.infer<typeof MarkdownFile>

export const OneFile = z.object({ file: MarkdownFile })
export const FileList = z.object({ files: z.array(MarkdownFile) })
export const FileContent = z.object({ content: z.string() })

export const FileVersion = z
  .object({
    version: z.number().int().describe('Counts the changes of the content from 1'),
    size: z.number().int(),
    contentHash: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'MarkdownFileVersion' })
export type FileVersion = z.infer<typeof FileVersion>
export const FileVersions = z.object({ versions: z.array(FileVersion) })

const baseNode = { name: z.string(), path: z.string() }
export const FileTreeNode: z.ZodType<FileTreeNode> = z
  .object({
    type: z.enum(['file', 'folder']),
    ...baseNode,
    get children() {
      return z.array(FileTreeNode).optional()
    },
    metadata: MarkdownFile.optional(),
  })
  .meta({ id: 'FileTreeNode' })
export type FileTreeNode = {
  type: 'file' | 'folder'
  name: string
  path: string
  children?: FileTreeNode[] | undefined
  metadata?: MarkdownFile | undefined
}
export const FileTree = z.object({ tree: z.array(FileTreeNode) })

export const Tags = z.object({ tags: z.array(z.string()) })
export const Categories = z.object({ categories: z.array(z.string()) })

export const FileSearchQuery = z.object({
  q: z.string().max(200),
  type: z.enum(['text', 'embedding']).default('text').describe('`embedding` finds what `text` finds'),
})
export const FileSearchResults = z.object({
  results: z.array(z.object({ file: MarkdownFile, matchScore: z.number().describe('From 0 to 1') })),
})
export type FileSearchResult = z.infer<typeof FileSearchResults>['results'][number]

export const FileQuery = z.object({ folder: FolderPath.optional().describe('Only what is in it, however deep') })
export const FilePathParams = z.object({ file: FileKey })
export const FileIdParams = z.object({ fileId: Id })
export const VersionParams = z.object({ fileId: Id, version: z.coerce.number().int().min(1) })

const Content = Text(MAX_CONTENT_BYTES)
const details = {
  tags: markdownFileFields.tags.input().optional(),
  category: markdownFileFields.category.input().optional(),
}
export const CreateFile = z
  .strictObject({ path: markdownFileFields.path.input(), content: Content.optional(), ...details })
  .meta({ id: 'CreateMarkdownFile' })
export type CreateFile = z.infer<typeof CreateFile>
export const ReplaceFile = z
  .strictObject({ content: Content.optional(), ...details })
  .meta({ id: 'ReplaceMarkdownFile' })
export type ReplaceFile = z.infer<typeof ReplaceFile>

export const AnnounceFile = z
  .strictObject({ fileName: MarkdownFileName, folderPath: z.union([FolderPath, z.literal('')]).optional(), ...details })
  .meta({ id: 'AnnounceMarkdownFile' })
export type AnnounceFile = z.infer<typeof AnnounceFile>
const { uploadUrl, fields, expiresIn } = UploadForm.shape
export const FileUpload = z
  .object({ uploadUrl, fields, fileId: z.string(), s3Key: z.string(), expiresIn })
  .meta({ id: 'MarkdownFileUpload' })
export type FileUpload = z.infer<typeof FileUpload>
