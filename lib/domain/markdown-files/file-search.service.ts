import { inParallel } from '../../platform/batches.ts'
import type { Context } from '../../platform/context.ts'
import { checkDeadline } from '../../platform/deadline.ts'
import type { ContentStore } from '../knowledge/content/content-store.ts'
import { loadFileContent } from './file-content.ts'
import { scoreOf, scoreOfLabels, termsOf } from './file-search.ts'
import { filesIn } from './markdown-file.repository.ts'
import type { FileSearchResult } from './markdown-file.schema.ts'
import { viewFile } from './markdown-file.ts'

const AT_ONCE = 32

/** Files that have every word of the query in their path, tags, category or content, the best first. Whole files are read. */
export const searchFiles = async (ctx: Context, store: ContentStore, query: string): Promise<FileSearchResult[]> => {
  const terms = termsOf(query)
  if (terms.length === 0) return []
  const results: FileSearchResult[] = []
  await inParallel(await filesIn(ctx), AT_ONCE, async (file) => {
    checkDeadline(ctx.deadline)
    const matchScore =
      scoreOfLabels(file, terms) ?? scoreOf(file, await loadFileContent(ctx, store, file.contentHash), terms)
    if (matchScore !== null) results.push({ file: viewFile(file), matchScore })
  })
  return results.sort((a, b) => b.matchScore - a.matchScore || (a.file.path < b.file.path ? -1 : 1))
}
