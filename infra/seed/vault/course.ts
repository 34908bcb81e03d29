import { addLesson, addModule, createCourse } from '../../../lib/domain/knowledge/courses/course.service.ts'
import { changeItem } from '../../../lib/domain/knowledge/items/item.service.ts'
import { addProgress, createSkill } from '../../../lib/domain/knowledge/skills/skill.service.ts'
import { fileAt } from '../../../lib/domain/markdown-files/markdown-file.repository.ts'
import type { CreateFile } from '../../../lib/domain/markdown-files/markdown-file.schema.ts'
import { createFile, replaceFile } from '../../../lib/domain/markdown-files/markdown-file.service.ts'
import { type Context, isoAt } from '../../../lib/platform/context.ts'
import { MINUTE_MS } from '../../../lib/platform/units.ts'
import { s3Files } from '../../../lib/providers/files/s3-files.ts'
import { s3Uploads } from '../../../lib/providers/files/s3-uploads.ts'
import { type Lane, madeId, type Step, type Story } from '../story.ts'
import { areaIdOf } from './areas.ts'
import { COURSE_MODULES, FILES, SKILLS } from './course-texts.ts'

const COURSE = 'course Distributed systems'
/** Lessons that are done by the end of the year. */
const DONE = 7

/** The day that lies so far in the year, from 0 to 1. */
const dayAt = ({ days }: Story, share: number): string => days[Math.floor(share * (days.length - 1))] ?? ''

/** A course with its lessons, one of which is done every few weeks. */
export const courseLane = (story: Story): Lane => {
  const begins = story.at(dayAt(story, 0.3), 10)
  const lessons = COURSE_MODULES.flatMap(({ lessons }) => lessons)
  return [
    { at: begins, run: createSteps(story) },
    ...lessons.slice(0, DONE).map(
      ([title], i): Step => ({
        at: story.at(dayAt(story, 0.35 + (i * 0.6) / DONE), 17),
        run: (ctx) => changeItem(ctx, s3Files(), madeId(story, `lesson ${title}`), { completedAt: isoAt(ctx.now()) }),
      }),
    ),
  ]
}

const createSteps =
  (story: Story): Step['run'] =>
  async (ctx) => {
    const { id } = await createCourse(ctx, {
      ...{ title: 'Distributed systems for people who build products', topic: 'Distributed systems' },
      ...{ difficulty: 'intermediate', estimatedHours: 12, areaId: areaIdOf(story, 'Day Job') },
      description: 'Nine short lessons, each with something to try at work.',
    })
    story.made.set(COURSE, id)
    for (const { lessons, ...body } of COURSE_MODULES) {
      const module = await addModule(ctx, id, body)
      for (const [lessonIndex, [title, content]] of lessons.entries()) {
        const place = { moduleId: module.id, lessonIndex, area: 'Day Job', estimatedMinutes: 40 } as const
        const lesson = await addLesson(ctx, s3Files(), id, { ...place, title, content, tags: ['course'] })
        story.made.set(`lesson ${title}`, lesson.id)
      }
    }
  }

const PRACTICES = 6

/** Skills with what they require, and the progress of a year in a few portions. */
export const skillLane = (story: Story): Lane => {
  const begins = story.at(dayAt(story, 0.02), 9)
  return SKILLS.flatMap(([name, category, requires, xp], i): Step[] => {
    const create: Step = {
      at: begins + i * MINUTE_MS,
      run: async (ctx) => {
        const prerequisites = requires.map((one) => madeId(story, `skill ${one}`))
        story.made.set(`skill ${name}`, (await createSkill(ctx, { name, category, prerequisites })).id)
      },
    }
    const practices = Array.from({ length: PRACTICES }, (_, nth): Step => {
      const share = 0.1 + (0.85 * (nth + 0.1 * i)) / PRACTICES
      const amount = Math.round(xp / PRACTICES)
      return {
        at: story.at(dayAt(story, share), 18.5),
        run: (ctx) => addProgress(ctx, madeId(story, `skill ${name}`), { amount, source: 'practice' }),
      }
    })
    return [create, ...practices]
  })
}

/** Markdown files, some of which are rewritten some weeks later. Those of a year before are rewritten too. */
export const fileLane = (story: Story): Lane =>
  FILES.flatMap(({ versions, ...file }, i) => {
    let at = 0
    return versions.map((content, nth): Step => {
      at = Math.max(story.at(dayAt(story, 0.05 + 0.12 * i + 0.1 * nth), 19), at + MINUTE_MS)
      return { at, run: (ctx) => writeFile(ctx, { ...file, content }) }
    })
  })

const writeFile = async (ctx: Context, { path, content, ...details }: CreateFile) => {
  const store = { ...s3Files(), ...s3Uploads() }
  if (await fileAt(ctx, path)) await replaceFile(ctx, store, path, { content })
  else await createFile(ctx, store, { path, content, ...details })
}
