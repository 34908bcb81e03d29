import * as z from 'zod'
import { givenText } from '../common-fields.ts'
import { described, made } from '../entity-fields.ts'

const Count = z.number().int()
const Lines = z.array(z.string())
const count = () => made(0, Count)
const lines = () => made([], Lines)

export const weeklyReviewFields = {
  weekStart: described(givenText(), 'First day, YYYY-MM-DD, by the person’s week start'),
  weekEnd: described(givenText(), 'Last day, YYYY-MM-DD'),
  tasksCompleted: count(),
  tasksPlanned: described(count(), 'Tasks due or scheduled in the week, or completed in it'),
  habitConsistency: described(count(), 'What was done of what habits asked for, in per cent'),
  goalProgress: made([], () => z.array(z.object({ goalId: z.string(), title: z.string(), progress: z.number() }))),
  metricsLogged: described(count(), 'Logs of metrics'),
  logbookEntries: count(),
  averageEnergy: made(null, () => z.number().nullable().describe('Of the logbook entries that say, 1 to 10')),
  pointsEarned: made(0, () => z.number()),
  keyWins: lines(),
  areasForImprovement: lines(),
  nextWeekPriorities: lines(),
}
