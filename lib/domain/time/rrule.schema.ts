import * as z from 'zod'
import { ruleProblem } from './rrule-check.ts'

/** The text of a recurrence rule, as people may send it. Apart from what is stored: checking a rule takes a library. */
export const RecurrenceRuleText = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    const problem = ruleProblem(text)
    if (problem)
      context.addIssue({
        code: 'custom',
        message: `Must be an RFC 5545 RRULE such as FREQ=WEEKLY;BYDAY=MO,WE: ${problem}`,
      })
  })
