import * as z from 'zod'
import { bodiesOf } from '../../entity-schemas.ts'
import { fieldsByType } from './item.fields.ts'

const note = bodiesOf('Note', fieldsByType.note, {})
const document = bodiesOf('Document', fieldsByType.document, {})
const lesson = bodiesOf('CourseLesson', fieldsByType.course_lesson, {})
const card = bodiesOf('Flashcard', fieldsByType.flashcard, {})

const CreateNote = note.Create.extend({ type: z.literal('note').default('note') }).meta({ id: 'CreateNote' })
const CreateDocument = document.Create.extend({ type: z.literal('document') }).meta({ id: 'CreateDocument' })

export const CreateItem = z.discriminatedUnion('type', [CreateNote, CreateDocument]).meta({ id: 'CreateVaultItem' })
export type CreateItem = z.infer<typeof CreateItem>

/** The fields of notes, documents and lessons; those that the item's type does not have are refused. */
export const UpdateItem = z
  .strictObject({ ...note.Update.shape, ...document.Update.shape, ...lesson.Update.shape })
  .meta({ id: 'UpdateVaultItem' })
export type UpdateItem = z.infer<typeof UpdateItem>

export const CreateFlashcard = card.Create.partial({ title: true })
  .required({ front: true, back: true })
  .meta({ id: 'CreateFlashcard' })
export type CreateFlashcard = z.infer<typeof CreateFlashcard>
export const UpdateFlashcard = card.Update
export type UpdateFlashcard = z.infer<typeof UpdateFlashcard>

export const CreateLesson = lesson.Create.omit({ lastAccessedAt: true, completedAt: true, status: true })
  .extend({
    moduleId: z.string().max(64),
    lessonIndex: z.number().int().min(0).max(10_000),
  })
  .meta({ id: 'CreateCourseLesson' })
export type CreateLesson = z.infer<typeof CreateLesson>
