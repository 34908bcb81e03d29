import { createGoal } from '../../lib/domain/goals/goal.service.ts'
import { createHabit } from '../../lib/domain/habits/habit.service.ts'
import { logDay } from '../../lib/domain/habits/habit-log.service.ts'
import { addLesson, createCourse, readCourse } from '../../lib/domain/knowledge/courses/course.service.ts'
import { createItem } from '../../lib/domain/knowledge/items/item.service.ts'
import { createEntry } from '../../lib/domain/logbook/logbook.service.ts'
import { createMetric } from '../../lib/domain/metrics/metric.service.ts'
import { createLog } from '../../lib/domain/metrics/metric-log.service.ts'
import { createProject } from '../../lib/domain/projects/project.service.ts'
import { createTask } from '../../lib/domain/tasks/task.service.ts'
import { DAY_MS } from '../../lib/platform/units.ts'
import { s3Files } from '../../lib/providers/files/s3-files.ts'
import { contextFor } from './context.ts'

export type World = {
  userId: string
  taskId: string
  blockedId: string
  projectId: string
  goalId: string
  metricId: string
  habitId: string
  noteId: string
  courseId: string
  lessonId: string
  date: string
}

/** Something of everything that AI features read. `text` stands in every title and note. */
export const makeWorld = async (userId: string, text: string): Promise<World> => {
  const ctx = contextFor(userId)
  const goal = await createGoal(ctx, {
    title: `${text} goal`,
    description: text,
    area: 'Health',
    timeHorizon: 'Yearly',
  })
  const project = await createProject(ctx, { name: `${text} project`, description: text, area: 'Operations' })
  const first = await createTask(ctx, { title: `${text} first`, area: 'Operations', projectIds: [project.id] })
  const task = await createTask(ctx, {
    title: `${text} task`,
    description: text,
    area: 'Operations',
    projectIds: [project.id],
    goalIds: [goal.id],
  })
  const blocked = await createTask(ctx, { title: `${text} blocked`, area: 'Operations', status: 'Blocked' })
  await createTask(ctx, { title: `${text} done`, area: 'Operations', status: 'Done', actualMinutes: 40 })
  const metric = await createMetric(ctx, {
    name: `${text} metric`,
    area: 'Health',
    unit: 'count',
    direction: 'Higher',
    targetValue: 100,
    goalIds: [goal.id],
  })
  for (let back = 9; back > 0; back--)
    await createLog(ctx, metric.id, {
      value: 60 - back,
      note: text,
      loggedAt: new Date(Date.now() - back * DAY_MS).toISOString(),
    })
  const habit = await createHabit(ctx, {
    name: `${text} habit`,
    area: 'Health',
    habitType: 'Build',
    frequency: 'Daily',
    goalIds: [goal.id],
  })
  const date = new Date().toISOString().slice(0, 10)
  await logDay(ctx, habit.id, { date, notes: text })
  await createEntry(ctx, { date, title: text, notes: text, mood: 'High', energyLevel: 7, taskIds: [first.id] })
  const note = await createItem(ctx, s3Files(), { type: 'note', title: `${text} note`, content: text, area: 'Love' })
  await createItem(ctx, s3Files(), { type: 'note', title: `${text} elsewhere`, content: text, area: 'Love' })
  const course = await createCourse(ctx, {
    title: `${text} course`,
    topic: text,
    modules: [{ title: text, lessons: [] }],
  })
  const [module] = (await readCourse(ctx, s3Files(), course.id)).modules
  const lesson = await addLesson(ctx, s3Files(), course.id, {
    ...{
      title: `${text} lesson`,
      content: text,
      area: 'Operations',
      moduleId: module?.module.id ?? '',
      lessonIndex: 0,
    },
  })
  return {
    userId,
    taskId: task.id,
    blockedId: blocked.id,
    projectId: project.id,
    goalId: goal.id,
    metricId: metric.id,
    habitId: habit.id,
    noteId: note.id,
    courseId: course.id,
    lessonId: lesson.id,
    date,
  }
}

/** What a client sends to a feature, by the name of its route. `text` is what the person writes. */
export const inputOf = (name: string, world: World, text: string): Record<string, unknown> => {
  const { taskId, projectId, goalId, metricId, habitId, noteId, courseId, date } = world
  const note = { content: text, title: text }
  const inputs: Record<string, Record<string, unknown>> = {
    parseTask: { input: text },
    taskCategorization: { input: text },
    effortEstimation: { taskId, title: text },
    dependencyDetection: { taskId, title: text },
    calculatePoints: { title: text, area: 'Health', priority: 'P1', size: 60 },
    goalConflict: { goals: [{ id: goalId }] },
    habitDesign: { name: text },
    habitStack: { name: text },
    habitGoalAlignment: { habitId },
    noteExpand: note,
    noteSummarize: { content: text },
    noteImprove: { content: text },
    noteTagSuggest: { ...note, existingTags: [text] },
    noteAreaSuggest: note,
    noteLinkSuggest: { noteId },
    noteExtract: { noteId, url: 'https://example.com/article' },
    conceptGraph: { courseId },
    noteGenerate: { title: text, area: 'Health' },
    noteAnalyze: note,
    coursePreAssessment: { topic: text, targetDifficulty: 'beginner' },
    courseSkeleton: { topic: text, assessmentResponses: { q1: text }, targetDifficulty: 'beginner' },
    courseLesson: {
      courseTitle: text,
      moduleTitle: text,
      lessonTitle: text,
      lessonIndex: 0,
      totalLessons: 3,
      difficulty: 'beginner',
    },
    flashcardsFromLesson: { lessonTitle: text, lessonContent: text, count: 3 },
    flashcardsFromText: { title: text, content: text, count: 3 },
    rewardCost: { title: text, category: 'Quick Treat' },
    rewardBrainstorm: { existingRewards: [{ title: text, category: 'Quick Treat' }], userInterests: text },
    reflectionPrompts: { date },
    dailyDigest: { date },
    connectionSuggestions: { date },
    logbookPatterns: { days: 30 },
    sentimentAnalysis: { days: 30 },
    weeklyReview: {},
    breakdown: { projectId },
  }
  if (inputs[name]) return inputs[name]
  if (name.startsWith('project')) return { projectId }
  if (/^(metricSuggestions|goal|successCriteria|achievement)/.test(name)) return { goalId, goalTitle: text }
  if (name.startsWith('metric')) return { metricId }
  if (/^(streak|habit|trigger)/.test(name)) return { habitId }
  return { taskId }
}
