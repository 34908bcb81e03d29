import * as z from 'zod'
import {
  areaLink,
  choice,
  instant,
  link,
  links,
  madeText,
  requiredArea,
  shortText,
  tags,
  webAddress,
} from '../../common-fields.ts'
import { described, given, made, optional, required, type StoredOf, shown } from '../../entity-fields.ts'
import { clearable, Id, Instant, Text, Title } from '../../fields.ts'
import { LongContent } from '../content/long-content.fields.ts'
import { Folder } from './folder.ts'
import { Memory } from './memory.fields.ts'

export const VAULT_TYPES = ['note', 'document', 'course_lesson', 'flashcard'] as const
export const VaultItemType = z.enum(VAULT_TYPES).meta({ id: 'VaultItemType' })
export type VaultItemType = z.infer<typeof VaultItemType>

const VaultItemStatus = z.enum(['draft', 'active', 'archived']).meta({ id: 'VaultItemStatus' })
const NoteKind = z.enum(['fleeting', 'literature', 'permanent']).meta({ id: 'NoteKind' })

/** With more, a transaction that exchanges all links of an item would not fit. */
export const MAX_LINKED_ITEMS = 20
/** Each is a row in the transactions of the note. */
export const MAX_ALIASES = 10
/** Of an item, in bytes of UTF-8. */
export const MAX_CONTENT_BYTES = 1_048_576

const Texts = () => z.array(z.string())
const different = (texts: string[]): string[] => [...new Set(texts)]
const NullableText = z.string().nullable()
const NullableCount = z.number().int().nullable()
const count = (max: number) => optional(null, NullableCount, () => clearable(z.number().int().min(0).max(max)))

export const Content = z
  .string()
  .max(MAX_CONTENT_BYTES)
  .refine((text) => Text(MAX_CONTENT_BYTES).safeParse(text).success, 'Control characters are not allowed')
  .refine((text) => Buffer.byteLength(text) <= MAX_CONTENT_BYTES, `Must be at most ${MAX_CONTENT_BYTES} bytes of UTF-8`)

/** Everybody has this deck, also before it is changed for the first time. */
export const DEFAULT_DECK = 'default'

/** What every item of the vault has. */
const sharedFields = {
  title: required(z.string(), () => Title(500)),
  content: optional(
    null,
    () => NullableText.describe('Markdown, up to 1 MB'),
    () => z.union([Content, z.null()]),
  ),
  tags: tags(),
  area: requiredArea(),
  areaId: areaLink(),
  status: choice('active', VaultItemStatus),
  lastAccessedAt: instant(),
  contentTruncated: shown(() =>
    z.literal(true).optional().describe('In lists: content is the beginning of a text that the answer has no room for'),
  ),
  searchableText: shown(() => z.string().describe('What a client can search: title, text and tags in lower case')),
}

const folder = () =>
  described(optional('', z.string(), Folder), 'Of its file in a vault of files: a/b, or empty at the top')

const noteFields = {
  aliases: described(
    optional([], Texts, () => z.array(Title(500)).max(MAX_ALIASES).transform(different)),
    'Other names by which links find it',
  ),
  folder: folder(),
  linkedItems: links(MAX_LINKED_ITEMS),
  sourceUrl: webAddress(),
  kind: choice('permanent', NoteKind),
  zettelId: described(madeText(), 'When it was written, to the second, in the person’s time zone: YYYYMMDDHHmmss'),
}

const documentFields = {
  folder: folder(),
  fileUrl: webAddress(),
  fileType: shortText(100),
  pageCount: count(1_000_000),
}

const lessonFields = {
  courseId: madeText(),
  moduleId: madeText(),
  lessonIndex: made(0, () => z.number().int()),
  estimatedMinutes: count(100_000),
  completedAt: instant(),
  aiGenerated: made(false, () => z.boolean()),
}

const Side = () => Title(20_000)

const cardFields = {
  front: optional('', z.string(), Side),
  back: optional('', z.string(), () => Text(20_000)),
  deckId: optional(DEFAULT_DECK, z.string(), () => Id),
  sourceItemId: described(link(), 'The item that it asks about'),
  nextReviewDate: optional(
    '',
    () => z.iso.datetime(),
    () => Instant,
  ),
  interval: optional(
    0,
    () => z.number().describe('Days'),
    () => z.number().min(0).max(36_500),
  ),
  easeFactor: optional(
    2.5,
    () => z.number(),
    () => z.number().min(1.3).max(100),
  ),
  repetitions: optional(
    0,
    () => z.number().int(),
    () => z.number().int().min(0).max(1_000_000),
  ),
}

/** What only the server knows of an item. */
const storedFields = {
  memory: made(null, () => Memory.nullable()),
  lastReviewId: madeText(),
  type: given(() => VaultItemType),
  longContent: made(null, () => LongContent.nullable()),
  /** The file that a document is, under the hash of its bytes. */
  attachment: made(null, () => LongContent.nullable()),
  frontmatter: madeText(),
}

/** The fields of each type, as bodies and answers have them. */
export const fieldsByType = {
  note: { ...sharedFields, ...noteFields },
  document: { ...sharedFields, ...documentFields },
  course_lesson: { ...sharedFields, ...lessonFields },
  flashcard: { ...sharedFields, ...cardFields },
} as const

/** An item of the vault as it is stored: the fields of all types, of which those of the others have their defaults. */
export const itemFields = {
  ...sharedFields,
  ...noteFields,
  ...documentFields,
  ...lessonFields,
  ...cardFields,
  ...storedFields,
}

export type VaultItem = StoredOf<typeof itemFields>
