import * as z from 'zod'
import { Text } from '../../../fields.ts'
import { RecurrenceRule } from '../../../tasks/task.fields.ts'
import { isRecurrenceRule } from '../../../time/rrule-check.ts'
import { Area, Priority, SubCategory } from '../../../vocabulary.ts'
import { parseTask as read } from '../../core/parse/parse-task.ts'
import { simpleRuleOf } from '../../core/parse/repetition.ts'
import { asSent, feature } from '../../feature.ts'
import { Confidence, Day, Line } from '../../parts.ts'

const fields = {
  title: z.string().min(1).max(500),
  description: z.string().max(20_000).optional(),
  area: Area,
  subCategory: SubCategory.optional(),
  priority: Priority,
  dueDate: Day.optional(),
  scheduledDate: Day.optional(),
  size: z.number().min(1).max(100_000).optional().describe('Minutes'),
  labels: z.array(z.string().min(1).max(60)).max(30).optional(),
}

const Answer = z.object({
  ...fields,
  rrule: z.string().max(500).optional().describe('RFC 5545, where it repeats'),
  confidence: Confidence,
})

const Parsed = z.object({
  ...fields,
  scheduledStart: z.iso.datetime().optional(),
  scheduledEnd: z.iso.datetime().optional(),
  isRecurring: z.boolean().optional(),
  rrule: z.string().optional(),
  recurrenceRule: RecurrenceRule.optional().describe('The nearest to rrule, for clients that know nothing finer'),
  repeatFrom: z.enum(['dueDate', 'completion']).optional(),
})
type Parsed = z.infer<typeof Parsed>

const Output = Parsed.extend({
  task: Parsed.describe('Ready to be sent to POST /tasks'),
  confidence: Confidence,
  extractedEntities: z.array(Line),
  unparsed: z
    .array(z.string())
    .describe('Words about days, times or recurrences that were not understood: they stay in the title'),
  assumed: z.array(z.string()).describe('Words that were read and could be meant otherwise, as "at 3" for 15:00'),
})

const repeating = (rrule: string) => ({ rrule, recurrenceRule: simpleRuleOf(rrule), isRecurring: true })

/** What was found in the text, by name. */
const entitiesOf = ({ dueDate, scheduledStart, size, labels = [], rrule }: Parsed): string[] =>
  [
    dueDate && `due ${dueDate}`,
    scheduledStart && `at ${scheduledStart}`,
    size && `${size} minutes`,
    rrule && `repeats ${rrule}`,
  ]
    .filter((one): one is string => Boolean(one))
    .concat(labels.map((label) => `#${label}`))

type Understanding = { confidence: number; unparsed: string[]; assumed: string[] }

const outputOf = (task: Parsed, understanding: Understanding) => ({
  ...task,
  task,
  extractedEntities: entitiesOf(task),
  ...understanding,
})

/** A model may have understood more: what it took out of the title is no longer reported. */
const stillUnparsed = ({ title }: Parsed, unparsed: string[]): string[] =>
  unparsed.filter((text) => title.toLowerCase().includes(text.toLowerCase()))

/** A line of text as a task. */
export const parseTask = feature({
  name: 'parseTask',
  choice: 'parseTask',
  summary: 'Read a task from plain text',
  input: z.strictObject({ input: Text(5_000).refine((text) => text.trim() !== '', 'Must not be blank') }),
  output: Output,
  ttlSeconds: 3_600,
  read: asSent,
  core: ({ input }, moment) => {
    const { title, area, priority, rrule, labels, unparsed, assumed, ...found } = read(input, moment)
    const said = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null))
    const task = {
      ...said,
      title: title || input.trim().slice(0, 500),
      area: area ?? 'Operations',
      priority: priority ?? 'P3',
      ...(labels.length > 0 && { labels }),
      ...(rrule && repeating(rrule)),
    } satisfies Parsed
    return outputOf(task, { confidence: area ? 0.9 : 0.7, unparsed, assumed })
  },
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 800,
    task: 'Read the text as one task. Keep its dates, times, durations, labels and priority as "computed" found them unless the text plainly says otherwise; choose the area and sub-category that fit, and make the title short and clear without losing anything.',
    answer: Answer,
    finish: ({ confidence, rrule, ...answer }, _facts, core) => {
      const repeats = rrule && isRecurrenceRule(rrule) ? repeating(rrule) : {}
      const { scheduledStart, scheduledEnd, repeatFrom } = core?.task ?? {}
      const times = {
        ...(scheduledStart && { scheduledStart }),
        ...(scheduledEnd && { scheduledEnd }),
        ...(repeatFrom && { repeatFrom }),
      }
      const task = { ...times, ...answer, ...repeats }
      const unparsed = stillUnparsed(task, core?.unparsed ?? [])
      return outputOf(task, { confidence, unparsed, assumed: core?.assumed ?? [] })
    },
  },
})
