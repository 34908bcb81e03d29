import { type DateString, isoWeekday } from '../../time/dates.ts'
import type { Asked } from '../facts/constraint.schema.ts'
import { datesOf } from '../facts/constraints.ts'
import type { PlanFacts } from '../facts/plan-facts.ts'

/** A rule in plain words, so that the person sees what was understood. */
export const understoodAs = (asked: Asked, facts: Pick<PlanFacts, 'first' | 'days' | 'tasks'>): string => {
  const { kind, title, hours, minutes, taskId } = asked
  if (kind === 'focusHours') return `At most ${hours} hours of work a day`
  if (kind === 'buffer') return `${minutes} minutes between blocks`
  if (asked.dates.length === 0) return 'Not on a day of this plan'
  const when = `${hoursOf(asked)}${daysOf(asked.dates, facts)}`
  if (kind === 'keepFree') return `Kept free${when}`
  if (kind === 'noMeetings') return `No tasks that are meetings or calls${when}; events stay`
  if (kind === 'appointment') return `${title}${when}`
  const task = facts.tasks.find(({ id }) => id === taskId)
  return `"${task?.title ?? taskId}" only${when}`
}

const hoursOf = ({ start, end }: Asked): string =>
  start && end ? ` from ${start} to ${end}` : start ? ` after ${start}` : end ? ` before ${end}` : ' all day'

/** Days by name and date. "every day" when all are meant, and nothing when the plan has only one day. */
const daysOf = (dates: DateString[], facts: Pick<PlanFacts, 'first' | 'days'>): string => {
  if (dates.length === datesOf(facts).length) return dates.length > 1 ? ' every day' : ''
  return ` on ${dates.map(named).join(', ')}`
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const named = (date: DateString): string => `${WEEKDAYS[isoWeekday(date) - 1]} ${date}`
