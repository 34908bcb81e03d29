import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { listProjects } from '../../../projects/project.list.ts'
import { openGoals } from '../../facts/goal-facts.ts'
import { activeHabits } from '../../facts/habit-facts.ts'
import { DayInput, readDay } from '../../facts/logbook-facts.ts'
import { openTasks } from '../../facts/task-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Day, Level, Line, Lines } from '../../parts.ts'

const EntityType = z.enum(['task', 'project', 'goal', 'habit'])
const Found = z.object({ entityType: EntityType, entityId: z.string(), relevance: Level, reasoning: Line })
const Answer = z.object({
  suggestedConnections: z.array(Found).max(15),
  missingContext: Lines,
  relatedDays: z
    .array(
      z.object({ date: Day, similarity: z.enum(['somewhat similar', 'similar', 'very similar']), commonThemes: Lines }),
    )
    .max(10),
  confidence: Confidence,
})
const Output = Answer.extend({ suggestedConnections: z.array(Found.extend({ entityTitle: z.string() })) })

const readFacts = async (ctx: Context, input: DayInput) => {
  const [{ date, entries, tasksDone }, open, goals, habits, projects] = await Promise.all([
    readDay(ctx, input),
    openTasks(ctx),
    openGoals(ctx),
    activeHabits(ctx),
    listProjects(ctx, { pageSize: 100 }),
  ])
  const known = [
    ...[...tasksDone, ...open].map(({ id, title }) => ({ entityType: 'task', entityId: id, title })),
    ...goals.map(({ id, title }) => ({ entityType: 'goal', entityId: id, title })),
    ...habits.map(({ id, name }) => ({ entityType: 'habit', entityId: id, title: name })),
    ...projects.data.map(({ id, name }) => ({ entityType: 'project', entityId: id, title: name })),
  ]
  return { date, entries, known }
}

/** The person's tasks, projects, goals and habits that a day's entry is about. */
export const connectionSuggestions = feature({
  name: 'connectionSuggestions',
  choice: 'connectionSuggestions',
  summary: 'Suggest links of a logbook entry',
  input: DayInput,
  output: Output,
  ttlSeconds: 86_400,
  read: readFacts,
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 1_200,
    task: 'Which of "known" is the entry of "date" about? Name them by type and id. Which of the other entries are like it?',
    answer: Answer,
    finish: (answer, { entries, known }) => {
      const titles = new Map(known.map(({ entityType, entityId, title }) => [`${entityType} ${entityId}`, title]))
      const days = new Set(entries.map(({ date }) => date))
      const suggestedConnections = answer.suggestedConnections.flatMap((one) => {
        const entityTitle = titles.get(`${one.entityType} ${one.entityId}`)
        return entityTitle === undefined ? [] : [{ ...one, entityTitle }]
      })
      return { ...answer, suggestedConnections, relatedDays: answer.relatedDays.filter(({ date }) => days.has(date)) }
    },
  },
})
