import type { RecurrenceRule } from '../../../tasks/task.fields.ts'
import { addDays, type DateString } from '../../../time/dates.ts'
import { daysOfRule } from '../../../time/rrule.ts'

/** Rules come up at the latest after 28 years (29 February on a Sunday). */
const HORIZON_DAYS = 30 * 366

/** The first day of a rule on or after `from`. Intervals count from it, so they do not matter here. */
export const firstDayOf = (rule: string, from: DateString): DateString => {
  const every = rule.replace(/;INTERVAL=\d+/u, '')
  if (!every.includes(';')) return from
  const [first] = daysOfRule(every, {
    start: from,
    from: addDays(from, -1),
    until: addDays(from, HORIZON_DAYS),
    count: 1,
  })
  return first ?? from
}

const UNITS: Record<string, RecurrenceRule['frequency']> = {
  DAILY: 'Daily',
  WEEKLY: 'Weekly',
  MONTHLY: 'Monthly',
  YEARLY: 'Yearly',
}

/** The nearest {frequency, interval, endDate} for clients that know nothing finer. */
export const simpleRuleOf = (rrule: string): RecurrenceRule => {
  const until = /UNTIL=(\d{4})(\d{2})(\d{2})/u.exec(rrule)
  return {
    frequency: UNITS[/FREQ=(\w+)/u.exec(rrule)?.[1] ?? ''] ?? 'Daily',
    interval: Number(/INTERVAL=(\d+)/u.exec(rrule)?.[1] ?? 1),
    endDate: until ? until.slice(1).join('-') : null,
  }
}
