import { readExport, startExport } from '../../lib/domain/knowledge/exports/export.service.ts'
import { readImport, startImport } from '../../lib/domain/knowledge/imports/import.service.ts'
import { searchFiles } from '../../lib/domain/markdown-files/file-search.service.ts'
import { announceFile } from '../../lib/domain/markdown-files/file-upload.service.ts'
import { MARKDOWN_FILE } from '../../lib/domain/markdown-files/markdown-file.kind.ts'
import { filesIn } from '../../lib/domain/markdown-files/markdown-file.repository.ts'
import * as files from '../../lib/domain/markdown-files/markdown-file.service.ts'
import { distinct, treeOf, viewFile } from '../../lib/domain/markdown-files/markdown-file.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { announceUpload } from '../../lib/domain/uploads/upload.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { askFilesBucket, s3Files } from '../../lib/providers/files/s3-files.ts'
import { s3Objects } from '../../lib/providers/files/s3-objects.ts'
import { s3Uploads } from '../../lib/providers/files/s3-uploads.ts'
import { routes } from './routes.ts'

const store = { ...s3Files(), ...s3Uploads() }
const objects = s3Objects()

export const handler = httpLambda(routes, {
  markdownHealth: async () => {
    await askFilesBucket()
    return { status: 'ok' as const }
  },
  listMarkdownFiles: async ({ ctx, query }) => ({ files: (await filesIn(ctx, query.folder)).map(viewFile) }),
  createMarkdownFile: ({ ctx, claim, body }) => files.createFile(ctx, store, body, claim),
  readMarkdownTree: async ({ ctx }) => ({ tree: treeOf(await filesIn(ctx)) }),
  searchMarkdownFiles: async ({ ctx, query }) => ({ results: await searchFiles(ctx, store, query.q) }),
  listMarkdownTags: async ({ ctx }) => ({ tags: distinct((await filesIn(ctx)).flatMap(({ tags }) => tags)) }),
  listMarkdownCategories: async ({ ctx }) => ({
    categories: distinct((await filesIn(ctx)).flatMap(({ category }) => category ?? [])),
  }),
  announceMarkdownFile: ({ ctx, body }) => announceFile(ctx, store, body),
  readMarkdownFile: ({ ctx, params }) => files.readFile(ctx, store, params.file),
  replaceMarkdownFile: ({ ctx, params, body }) => files.replaceFile(ctx, store, params.file, body),
  deleteMarkdownFile: async ({ ctx, params }) => {
    const { id } = await files.loadFile(ctx, store, params.file)
    return { ...(await deleteEntity(ctx, MARKDOWN_FILE, id)), success: true as const }
  },
  readMarkdownContent: ({ ctx, params }) => files.readContent(ctx, store, params.fileId),
  listMarkdownVersions: async ({ ctx, params }) => ({
    versions: await files.listVersions(ctx, store, params.fileId),
  }),
  readMarkdownVersion: ({ ctx, params }) => files.readVersion(ctx, store, params.fileId, params.version),
  startVaultImport: ({ ctx, claim, body }) => startImport(ctx, objects, body, claim),
  readVaultImport: ({ ctx, params }) => readImport(ctx, params.importId),
  startVaultExport: ({ ctx, claim, body }) => startExport(ctx, body, claim),
  readVaultExport: ({ ctx, params }) => readExport(ctx, store, params.exportId),
  announceUpload: ({ ctx, body }) => announceUpload(ctx, store, body),
})
