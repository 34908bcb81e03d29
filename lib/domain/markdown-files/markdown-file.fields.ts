import * as z from 'zod'
import { shortText } from '../common-fields.ts'
import { given, made, optional, required, type StoredOf, shown } from '../entity-fields.ts'
import { Title } from '../fields.ts'
import { FilePath } from './file-path.ts'

const Count = z.number().int()

export const MAX_TAGS = 100

export const markdownFileFields = {
  path: required(z.string(), () => FilePath),
  tags: optional(
    [],
    () => z.array(z.string()),
    () =>
      z
        .array(Title(100))
        .max(MAX_TAGS)
        .transform((tags) => [...new Set(tags)]),
  ),
  category: shortText(100),
  size: given(Count.describe('Bytes of UTF-8')),
  contentHash: given(z.string().describe('SHA-256 of the content, hex')),
  contentVersion: made(1, () => Count.describe('Counts the changes of the content from 1')),
  name: shown(z.string()),
  folderPath: shown(z.string().describe("'' at the top")),
  content: shown(() => z.string().optional()),
  downloadUrl: shown(() =>
    z
      .string()
      .optional()
      .describe('Instead of the content, where that is more than one answer can hold. Good for minutes'),
  ),
}
export type StoredFile = StoredOf<typeof markdownFileFields>
