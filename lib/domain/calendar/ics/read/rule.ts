import { ruleProblem } from '../../../time/rrule-check.ts'
import { endless, formatRule, type Rule, readRule } from '../../../time/rrule-text.ts'

/** A rule as the calendar keeps it, or why it has none. */
export type RuleRead = { rrule: string; problem: null } | { rrule: null; problem: string }

/** Whether a rule comes up at all is looked for once; a rule that never does costs up to 60 ms, another 2 ms. */
const MOST_RULES = 1_000
const MOST_IMPOSSIBLE = 20
/** Days of a rule with COUNT are counted from its start with every range that is read: so many of a file at most. */
const MOST_COUNTED = 200_000
/** Daily, that is 27 years: longer series are taken for endless. */
const MOST_COUNT = 10_000

/** Reads the rules of one file. Together they cost a bounded time, here and whenever they are expanded. */
export const ruleReader = (): ((text: string, startWall: number | null) => RuleRead) => {
  const problems = new Map<string, string | null>()
  let counted = 0
  let impossible = 0
  const problemOf = (rule: Rule): string | null => {
    const text = formatRule({ ...endless(rule), interval: 1 })
    const known = problems.get(text)
    if (known !== undefined) return known
    if (problems.size >= MOST_RULES || impossible >= MOST_IMPOSSIBLE) return 'The file has too many different rules'
    const problem = ruleProblem(text)
    if (problem) impossible += 1
    problems.set(text, problem)
    return problem
  }
  return (text, startWall) => {
    const tidied = withoutClock(text.toUpperCase().replace(/\s/g, ''), startWall)
    if (tidied === null) return failed('Several times a day, or another time than that of the start')
    const { rule: written, problem } = readRule(tidied)
    if (!written) return failed(problem)
    const rule = tolerated(written)
    const wrong = problemOf(rule)
    if (wrong) return failed(wrong)
    counted += rule.count ?? 0
    if (counted > MOST_COUNTED && rule.count !== undefined) return failed('The file counts too many occurrences')
    return { rrule: formatRule(rule), problem: null }
  }
}

const failed = (problem: string): RuleRead => ({ rrule: null, problem })

/** What says nothing here: the calendar that is meant anyway (RFC 7529), parts of producers, empty parts. */
const IGNORED = /^(RSCALE=GREGORIAN|SKIP=OMIT|X-[A-Z0-9-]*=.*|[A-Z]*=)?$/

/** Without BYHOUR, BYMINUTE and BYSECOND where they name the time of the start; null where they name another. */
const withoutClock = (text: string, startWall: number | null): string | null => {
  const start = new Date(startWall ?? 0)
  const clock: Record<string, number> = {
    BYHOUR: start.getUTCHours(),
    BYMINUTE: start.getUTCMinutes(),
    BYSECOND: start.getUTCSeconds(),
  }
  const parts: string[] = []
  for (const part of text.replace(/^RRULE:/, '').split(';')) {
    if (IGNORED.test(part)) continue
    const [name = '', value = ''] = part.split('=')
    const expected = Object.hasOwn(clock, name) ? clock[name] : undefined
    if (expected === undefined) parts.push(part)
    else if (startWall !== null && !(/^\d{1,2}$/.test(value) && Number(value) === expected)) return null
  }
  return parts.join(';')
}

/** Parts that RFC 5545 forbids where they stand, and that producers write all the same, are left out. */
const tolerated = (rule: Rule): Rule => {
  const { freq, count } = rule
  const hasOrdinals = freq === 'MONTHLY' || (freq === 'YEARLY' && !rule.byWeekNo?.length)
  return {
    ...rule,
    byDay: hasOrdinals ? rule.byDay : rule.byDay?.map(({ weekday }) => ({ weekday })),
    byMonthDay: freq === 'WEEKLY' ? undefined : rule.byMonthDay,
    byWeekNo: freq === 'YEARLY' ? rule.byWeekNo : undefined,
    byYearDay: freq === 'YEARLY' ? rule.byYearDay : undefined,
    count: count !== undefined && count > MOST_COUNT ? undefined : count,
  }
}
