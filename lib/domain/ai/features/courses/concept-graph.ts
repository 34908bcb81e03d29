import * as z from 'zod'
import { Id } from '../../../fields.ts'
import { readCourse } from '../../../knowledge/courses/course.service.ts'
import { type Dependency, depthsOf, withoutCycles } from '../../core/concept-order.ts'
import { feature, type VaultContext } from '../../feature.ts'

const Name = z.string().min(1).max(120)
const Names = z.array(Name).max(20)
const DependencyType = z.enum(['prerequisite', 'builds_on', 'extends'])

const Answer = z.object({
  concepts: z
    .array(
      z.object({
        name: Name,
        introducedIn: z.string().describe('The id of a lesson'),
        usedIn: z.array(z.string().describe('The id of a lesson')).max(60),
        prerequisites: Names.describe('Names of other concepts'),
      }),
    )
    .min(1)
    .max(60),
  dependencies: z
    .array(z.object({ from: Name.describe('What has to be known first'), to: Name, type: DependencyType }))
    .max(150),
})

const Output = z.object({
  concepts: z.array(
    z.object({
      id: z.string().describe('Within this answer'),
      name: Name,
      introducedIn: z.string().describe('The id of a lesson'),
      prerequisites: z.array(z.string()).describe('Ids of concepts'),
      usedIn: z.array(z.string()).describe('Ids of lessons'),
      depth: z.number().int().min(0),
    }),
  ),
  dependencies: z.array(z.object({ from: z.string(), to: z.string(), type: DependencyType })),
})

/** Of a lesson: what shows its concepts, and of a course of a hundred lessons still fits one question. */
const MOST_TEXT = 3_000

const read = async (ctx: VaultContext, { courseId }: { courseId: string }) => {
  const { course, modules } = await readCourse(ctx, ctx.texts, courseId)
  return {
    course: { title: course.title, topic: course.topic, description: course.description },
    modules: modules.map(({ module, lessons }) => ({
      title: module.title,
      lessons: lessons.map(({ id, title, content }) => ({
        id,
        title,
        text: content?.slice(0, MOST_TEXT).toWellFormed() ?? null,
      })),
    })),
  }
}

type Facts = Awaited<ReturnType<typeof read>>

/** Concepts get ids of our own; lessons, names and dependencies that are not known go, and so does what would close a cycle. */
const finish = ({ concepts, dependencies }: z.infer<typeof Answer>, { modules }: Facts): z.infer<typeof Output> => {
  const lessons = new Set(modules.flatMap((module) => module.lessons.map(({ id }) => id)))
  const known = [...new Map(concepts.map((one) => [one.name.toLowerCase(), one])).values()].filter((one) =>
    lessons.has(one.introducedIn),
  )
  const ids = new Map(known.map(({ name }, i) => [name.toLowerCase(), `concept-${i + 1}`]))
  const idOf = (name: string): string => ids.get(name.toLowerCase()) ?? ''
  const needed = known.flatMap(({ name, prerequisites }) =>
    prerequisites.map((one): Dependency => ({ from: idOf(one), to: idOf(name), type: 'prerequisite' })),
  )
  const told = dependencies.map(({ from, to, type }): Dependency => ({ from: idOf(from), to: idOf(to), type }))
  const kept = withoutCycles([...needed, ...told], new Set(ids.values()))
  const depths = depthsOf(kept, ids.values())
  return {
    concepts: known.map(({ name, introducedIn, usedIn }) => {
      const id = idOf(name)
      const before = kept.filter(({ to, type }) => to === id && type === 'prerequisite')
      return {
        ...{ id, name, introducedIn },
        prerequisites: before.map(({ from }) => from),
        usedIn: [...new Set(usedIn)].filter((lesson) => lessons.has(lesson)),
        depth: depths.get(id) ?? 0,
      }
    }),
    dependencies: kept,
  }
}

/** Which concepts the lessons of a course introduce, and what has to be known before what. */
export const conceptGraph = feature({
  name: 'conceptGraph',
  choice: 'noteAnalyze',
  summary: 'Find the concepts of a course and how they depend on each other',
  input: z.strictObject({ courseId: Id }),
  output: Output,
  ttlSeconds: 86_400,
  read,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 6_000,
    task: 'List the concepts that the lessons of this course teach: for each the lesson that introduces it, the lessons that use it, and the concepts that have to be known before. A dependency goes from what comes first to what needs it.',
    answer: Answer,
    finish,
  },
})
