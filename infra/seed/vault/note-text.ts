import type { Area } from '../../../lib/domain/vocabulary.ts'

/** Area, title, tags, text, aliases. */
export type NoteText = readonly [Area, string, readonly string[], string, (readonly string[])?]
