import type { Source } from '../tokens/reader.ts'
import type { Token } from '../tokens/token.ts'
import { isDated, isNumber } from './chain-words.ts'

/** Where a recurrence really begins and ends, with words of days and times around it that were not read. */

/** Words that only a recurrence goes on with, whatever follows. */
const BOUND = /^(?:until|till|til|except|excluding|unless|but|starting|ending)$/u
/** Words that go on with it where words of days and times follow. */
const LINK =
  /^(?:of|from|to|through|thru|and|or|but|on|in|at|for|during|over|between|the|next|last|other|not|,|-|–|\/|&|than|a|an|per|before|after|by|with|without|only|following|past|rest)$/u
const LOOK_AHEAD = 5

/** Where a recurrence really ends: behind the words of days and times that follow it. */
export const rightOfRule = ({ tokens }: Source, to: number): number => {
  let end = to
  while (end < tokens.length && end - to < 24) {
    const next = tokens[end]
    if (next?.text === '.' || next?.text === ';') break
    const isMore = isNumber(next) && (end > to || tokens[to - 1]?.month !== undefined || isYear(next))
    if (isDated(next) || isMore) end += 1
    else if (BOUND.test(next?.text ?? '')) end += 1
    else {
      const linked = datedAfter(tokens, end)
      if (linked === null) break
      end = linked
    }
  }
  return end
}

const isYear = (token: Token | undefined): boolean =>
  token?.digits === 4 && (token.number ?? 0) >= 1900 && (token.number ?? 0) < 2100

/** The place behind the first word of days that links lead to; null where they lead elsewhere. */
const datedAfter = (tokens: readonly Token[], at: number): number | null => {
  let place = at
  while (place < at + LOOK_AHEAD && LINK.test(tokens[place]?.text ?? '')) place += 1
  if (place === at) return null
  const [next, beyond] = [tokens[place], tokens[place + 1]]
  if (isDated(next) || isMonthBehind(tokens[place - 1], next, beyond)) return place + 1
  return isNumber(next) && (isDated(beyond) || /^(?:[ap]m|and|,)$/u.test(beyond?.text ?? '') || beyond === undefined)
    ? place + 1
    : null
}

/** "to march", "in may": behind these words they are months. */
const isMonthBehind = (before: Token | undefined, next: Token | undefined, beyond: Token | undefined): boolean =>
  next?.month !== undefined && beyond?.kind !== 'word' && /^(?:to|in|from|of|until|through)$/u.test(before?.text ?? '')

export const leftOfRule = ({ text, tokens }: Source, from: number): number => {
  let start = from
  while (start > 0 && from - start < 8) {
    const before = tokens[start - 1]
    const isLinked =
      /^(?:of|in|the|on|,|and|or|to|except|not|from)$/u.test(before?.text ?? '') && isDated(tokens[start - 2])
    if (/^(?:not|never|except|any|before|alternate|alternating|consecutive)$/u.test(before?.text ?? '')) start -= 1
    else if (/^times?$/u.test(before?.text ?? '') && start === from && start > 1) start -= 2
    else if (before?.text === 'of' && start === from && start > 1) start -= 2
    else if (before && start === from && /^(?:an?|the)$/u.test(text.slice(before.start, before.end))) start -= 1
    else if (start === from && isNumber(before) && isCounted(tokens[from])) start -= 1
    else if (isDated(before) && isOfRule(before)) start -= 1
    else if (isLinked && isOfRule(tokens[start - 2]) && before?.text !== ',' && before?.text !== 'and') start -= 2
    else break
  }
  return start
}

/** "3 working days", "in 2 weekends": a number before it makes them no repetition. */
const isCounted = (token: Token | undefined): boolean =>
  token?.weekday !== undefined ||
  token?.unit === 'workday' ||
  token?.unit === 'weekend' ||
  token?.part !== undefined ||
  /^(?:business|working|work|school|week)$/u.test(token?.text ?? '')

/** "third every month": an ordinal before it; "this week every…" is no part of it. */
const isOfRule = (token: Token | undefined): boolean =>
  token?.ordinal !== undefined ||
  token?.weekday !== undefined ||
  token?.unit === 'workday' ||
  /^(?:twice|once|thrice|last)$/u.test(token?.text ?? '')
