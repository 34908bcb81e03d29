import { parseTask } from '../../../lib/domain/ai/core/parse/parse-task.ts'
import { wallClock } from '../../../lib/domain/time/zone.ts'
import { NOW, ZONE } from '../../eval/sample.ts'

/** Behind the title of a task, as people type it. */
const TITLE = 'Call Bob'

/** What is found of a phrase on Wednesday, 11 March 2026, 10:30 in New York: "2026-03-12 17:00", or "2026-03-12". */
export const whenOf = (phrase: string): string => {
  const { title, dueDate, scheduledDate, scheduledStart, unparsed } = said(phrase)
  if (unparsed.length > 0) return `unparsed: ${unparsed.join('; ')}`
  if (title !== TITLE) return `left: ${title}`
  const start = scheduledStart && new Date(wallClock(Date.parse(scheduledStart), ZONE)).toISOString()
  const day = scheduledDate ? `${scheduledDate} to ${dueDate}` : (dueDate ?? '')
  return start ? `${start.slice(0, 10)} ${start.slice(11, 16)}` : day
}

/** The rule that is found of a phrase, without "FREQ=". */
export const ruleOf = (phrase: string): string => {
  const { title, rrule, unparsed } = said(phrase)
  if (unparsed.length > 0) return `unparsed: ${unparsed.join('; ')}`
  return title === TITLE ? (rrule ?? '').replace('FREQ=', '') : `left: ${title}`
}

export const said = (phrase: string) => parseTask(`${TITLE} ${phrase}`, { now: NOW, zone: ZONE })
