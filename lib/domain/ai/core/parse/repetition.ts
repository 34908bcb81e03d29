import type { RecurrenceRule } from '../../../tasks/task.fields.ts'
import { addDays, type DateString } from '../../../time/dates.ts'
import { daysOfRule } from '../../../time/rrule.ts'
import { type Frequency, parseRule, untilDay } from '../../../time/rrule-text.ts'

/** Rules come up at the latest after 28 years (29 February on a Sunday). */
const HORIZON_DAYS = 30 * 366

/** The first day of a rule on or after `from`; `from` where the text is no rule. */
export const firstDayOf = (text: string, from: DateString): DateString => {
  const rule = parseRule(text)
  if (!rule) return from
  // Intervals count from that day, so they do not matter here.
  const range = { start: from, from: addDays(from, -1), until: addDays(from, HORIZON_DAYS), count: 1 }
  const [first] = daysOfRule({ ...rule, interval: 1 }, range)
  return first ?? from
}

const UNITS: Record<Frequency, RecurrenceRule['frequency']> = {
  DAILY: 'Daily',
  WEEKLY: 'Weekly',
  MONTHLY: 'Monthly',
  YEARLY: 'Yearly',
}

/** The nearest {frequency, interval, endDate} for clients that know nothing finer. */
export const simpleRuleOf = (rrule: string): RecurrenceRule => {
  const rule = parseRule(rrule)
  return {
    frequency: UNITS[rule?.freq ?? 'DAILY'],
    interval: rule?.interval ?? 1,
    endDate: rule && untilDay(rule),
  }
}
