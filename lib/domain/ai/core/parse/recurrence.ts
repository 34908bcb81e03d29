import { cut, type Draft, type Span } from './draft.ts'
import { FORMS } from './recurrence-forms.ts'

/** A repetition as text gave it. */
export type Repetition = {
  /** RFC 5545, without its end. */
  rule: string
  repeatFrom: 'dueDate' | 'completion'
  /** Minutes after midnight that "every morning" stands for. */
  time: number | null
  count: number | null
  /** "for 6 weeks", in days. */
  lastsDays: number | null
  span: Span
}

const COMPLETION = /^\s*(?:after|from|since)\s+(?:completion|done|completing|i'?m done|finishing)\b/iu
const TIMES = /(?<![\p{L}\p{N}])(\d{1,3})\s+times(?![\p{L}\p{N}]|\s+(?:a|per|each|every)\b)/iu
const LASTS = /(?<![\p{L}\p{N}])for\s+(\d{1,3})\s+(day|week|month|year)s?(?![\p{L}\p{N}])/iu
const DAYS_OF: Record<string, number> = { day: 1, week: 7, month: 30, year: 365 }

/** The repetition that the line asks for, or null. Its end ("until june 1") is a date and found with the dates. */
export const takeRecurrence = (draft: Draft): { draft: Draft; repetition: Repetition | null } => {
  for (const { pattern, rule, accepts = () => true } of FORMS) {
    const match = pattern.exec(draft.left)
    if (!match || !accepts(match, draft.left)) continue
    const found = rule(match)
    if (!found) continue
    const span = { start: match.index, end: match.index + match[0].length }
    return withEnd(cut(draft, span), { ...found, span, byMark: /^(?:every|each)!/iu.test(match[0].trim()) })
  }
  return { draft, repetition: null }
}

type Found = { rule: string; time?: number | null; span: Span; byMark: boolean }

const withEnd = (
  draft: Draft,
  { rule, time = null, span, byMark }: Found,
): { draft: Draft; repetition: Repetition } => {
  const base = { rule, repeatFrom: byMark ? ('completion' as const) : ('dueDate' as const), time, span }
  const after = COMPLETION.exec(draft.left.slice(span.end))
  let rest = after ? cut(draft, { start: span.end, end: span.end + after[0].length }) : draft
  const times = TIMES.exec(rest.left)
  if (times) rest = cut(rest, { start: times.index, end: times.index + times[0].length })
  const lasts = LASTS.exec(rest.left)
  if (lasts) rest = cut(rest, { start: lasts.index, end: lasts.index + lasts[0].length })
  const repetition: Repetition = {
    ...base,
    ...(after && { repeatFrom: 'completion' }),
    count: times ? Number(times[1]) : null,
    lastsDays: lasts ? Number(lasts[1]) * (DAYS_OF[(lasts[2] ?? '').toLowerCase()] ?? 1) : null,
  }
  return { draft: rest, repetition }
}
