import * as z from 'zod'

const Clock = z.iso.time({ precision: -1, error: 'Must be a time as HH:MM' })

/** What a person asks for in words, as a rule that the solver holds. Which fields count depends on its kind. */
export const Asked = z.object({
  kind: z
    .enum(['keepFree', 'appointment', 'noMeetings', 'focusHours', 'buffer', 'task'])
    .describe(
      'keepFree: nothing from start to end; appointment: something else takes place then; noMeetings: no task that is a meeting or a call; focusHours: at most "hours" of work a day; buffer: "minutes" between blocks; task: taskId lies between start of its first and end of its last date',
    ),
  text: z.string().max(300).describe('The words it comes from'),
  dates: z.array(z.iso.date()).max(7).describe('The days of the plan on which it holds'),
  start: Clock.optional().describe('HH:MM; none: from the beginning of the day'),
  end: Clock.optional().describe('HH:MM; none: until the end of the day'),
  title: z.string().max(200).optional().describe('Of an appointment'),
  hours: z.number().min(0.5).max(16).optional(),
  minutes: z.number().int().min(0).max(120).optional(),
  taskId: z.string().optional(),
})
export type Asked = z.infer<typeof Asked>

export const TextConstraint = Asked.extend({
  understood: z.string().describe('The rule in plain words'),
  foundBy: z.enum(['lifeos', 'model']),
}).meta({ id: 'TextConstraint' })
export type TextConstraint = z.infer<typeof TextConstraint>
