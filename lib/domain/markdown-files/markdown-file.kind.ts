import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { STORAGE } from '../billing/storage.ts'
import { defaultsOf } from '../entity-fields.ts'
import { markdownFileFields, type StoredFile } from './markdown-file.fields.ts'

/** Stored under its path, so there is one of each; a pointer row finds it by its id. Its content is in the files' bucket. */
export const MARKDOWN_FILE: Kind<StoredFile> = {
  name: 'markdownfile',
  label: 'Markdown file',
  undo: 'refused',
  title: 'path',
  defaults: defaultsOf(markdownFileFields),
  sk: ({ path }) => sk.markdownFile(path),
  reusableKey: true,
  pointer: (id) => sk.markdownFilePointer(id),
  stores: { bytes: ({ size }) => size, room: STORAGE },
  derivedRows: (id) => [sk.markdownVersions(id)],
}
