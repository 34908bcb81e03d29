import * as z from 'zod'
import { entityOf } from '../../entity-schemas.ts'
import { Id, pageOf, paging } from '../../fields.ts'
import { Area } from '../../vocabulary.ts'
import { fieldsByType, VaultItemType } from './item.fields.ts'

export const Note = entityOf(fieldsByType.note)
  .extend({ type: z.literal('note') })
  .meta({ id: 'Note' })
export type Note = z.infer<typeof Note>
export const Document = entityOf(fieldsByType.document)
  .extend({ type: z.literal('document') })
  .meta({ id: 'Document' })
export const CourseLesson = entityOf(fieldsByType.course_lesson)
  .extend({ type: z.literal('course_lesson') })
  .meta({ id: 'CourseLesson' })
export type CourseLesson = z.infer<typeof CourseLesson>
export const Flashcard = entityOf(fieldsByType.flashcard)
  .extend({ type: z.literal('flashcard') })
  .meta({ id: 'Flashcard' })
export type Flashcard = z.infer<typeof Flashcard>

export const AnyVaultItem = z
  .discriminatedUnion('type', [Note, Document, CourseLesson, Flashcard])
  .meta({ id: 'AnyVaultItem' })
export type AnyVaultItem = z.infer<typeof AnyVaultItem>

export const VaultPage = pageOf(AnyVaultItem).meta({ id: 'VaultPage' })
export const FlashcardPage = pageOf(Flashcard).meta({ id: 'FlashcardPage' })

const several = () => z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat())

export const ItemQuery = z.object({
  ...paging,
  type: VaultItemType.optional(),
  area: Area.optional(),
  areaId: Id.optional(),
  status: z.enum(['draft', 'active', 'archived']).optional(),
  search: z.string().max(200).optional().describe('A part of title, text or tags, in any case'),
  tags: several().optional().describe('Repeat for several; an item must have all'),
})
export type ItemQuery = z.infer<typeof ItemQuery>
