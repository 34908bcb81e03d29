import { daysOfRule } from './rrule.ts'
import { endless, type Rule, type RuleWeekday, readRule } from './rrule-text.ts'

/** So many occurrences are counted one by one with every range that is read. */
const MOST_COUNT = 10_000

/** Rules repeat at the latest every 28 years (29 February on a Sunday); a leap year may be missing once. */
const SEARCHED = { start: '2000-01-01', from: '1999-12-31', until: '2040-12-31', count: 1 }

/**
 * What is wrong with a text as a recurrence rule, naming the part, or null for a rule that RFC 5545 section 3.3.10 allows
 * and that comes up at all. Costs about as much as looking through 400 years at most.
 */
export const ruleProblem = (text: string): string | null => {
  const { rule, problem } = readRule(text)
  if (!rule) return problem
  const broken = CONSTRAINTS.find(({ breaks }) => breaks(rule))
  if (broken) return broken.problem
  const [day] = daysOfRule({ ...endless(rule), interval: 1 }, SEARCHED)
  return day ? null : 'There is no such day'
}

/** Whether `text` is one RRULE by days, weeks, months or years: no DTSTART, nothing below a day. */
export const isRecurrenceRule = (text: string): boolean => ruleProblem(text) === null

const named = (part: readonly unknown[] | undefined): boolean => part !== undefined

const hasOrdinals = (byDay: RuleWeekday[] = []): boolean => byDay.some(({ ordinal }) => ordinal !== undefined)

/** What the RFC says a rule MUST NOT hold, what would cost too much, and what nobody means. */
const CONSTRAINTS: { breaks: (rule: Rule) => boolean; problem: string }[] = [
  {
    breaks: ({ count, until }) => count !== undefined && until !== undefined,
    problem: 'COUNT and UNTIL exclude each other',
  },
  { breaks: ({ count }) => (count ?? 1) > MOST_COUNT, problem: `COUNT can be ${MOST_COUNT} at most` },
  {
    breaks: ({ freq, byDay }) => (freq === 'DAILY' || freq === 'WEEKLY') && hasOrdinals(byDay),
    problem: 'BYDAY can have numbers only where FREQ is MONTHLY or YEARLY',
  },
  {
    breaks: ({ byWeekNo, byDay }) => named(byWeekNo) && hasOrdinals(byDay),
    problem: 'BYDAY cannot have numbers together with BYWEEKNO',
  },
  {
    // Allowed, but the month comes from the first day then, and the numbers count in the year: nobody means that.
    breaks: ({ freq, byMonth, byMonthDay, byDay }) =>
      freq === 'YEARLY' && named(byMonthDay) && !named(byMonth) && hasOrdinals(byDay),
    problem: 'BYDAY with numbers and BYMONTHDAY need BYMONTH in a yearly rule',
  },
  {
    breaks: ({ freq, byMonthDay }) => freq === 'WEEKLY' && named(byMonthDay),
    problem: 'BYMONTHDAY cannot be with FREQ=WEEKLY',
  },
  {
    breaks: ({ freq, byYearDay }) => freq !== 'YEARLY' && named(byYearDay),
    problem: 'BYYEARDAY can be only with FREQ=YEARLY',
  },
  {
    breaks: ({ freq, byWeekNo }) => freq !== 'YEARLY' && named(byWeekNo),
    problem: 'BYWEEKNO can be only with FREQ=YEARLY',
  },
  {
    breaks: ({ byMonth, byWeekNo, byYearDay, byMonthDay, byDay, bySetPos }) =>
      named(bySetPos) && ![byMonth, byWeekNo, byYearDay, byMonthDay, byDay].some(named),
    problem: 'BYSETPOS needs another BY part',
  },
  {
    breaks: ({ freq, bySetPos }) => freq === 'DAILY' && Boolean(bySetPos?.some((position) => Math.abs(position) > 1)),
    problem: 'BYSETPOS can be 1 or -1 with FREQ=DAILY: a day has one day',
  },
]
