import { type Draft, type Span, textAfter, wordBefore } from './draft.ts'
import { spanOf } from './marks.ts'
import { PART, PARTS } from './words.ts'

/** A time of day, in minutes after midnight. `open`: 3 may be the afternoon or the night. */
export type TimeMention = Span & { minutes: number; until: number | null; open: boolean }

const HOUR = '(\\d{1,2})(?:[:.](\\d{2}))?(?:\\s?([ap]\\.?m\\.?|(?<=\\d)[ap]))?'
const LEAD = '(?<![\\p{L}\\p{N}_.,:/$€£#-])(?:(at|@|from|by|around|until|before|after)\\s*)?'
const TAIL = '(?![\\p{L}\\p{N}_%:/]|[.,]\\d)'
const RANGE = new RegExp(`${LEAD}(?:between\\s+)?${HOUR}\\s?(?:-|–|to|until|till|and)\\s?${HOUR}${TAIL}`, 'giu')
const CLOCK = new RegExp(`${LEAD}${HOUR}(?:\\s*o'?clock)?${TAIL}`, 'giu')
const PART_OF_DAY = new RegExp(
  `(?<![\\p{L}\\p{N}_-])(?:(?:in the|this|at|by)\\s+)?(noon|midday|midnight|${PART})(?![\\p{L}\\p{N}_-])`,
  'giu',
)

/** Times of day in the line, in order. */
export const timesIn = (draft: Draft, mentions: Span[]): TimeMention[] => {
  const ranges = [...draft.left.matchAll(RANGE)].map((match) => rangeOf(match, draft.left, mentions))
  const taken = ranges.filter((range) => range !== null)
  const clocks = [...draft.left.matchAll(CLOCK)].map((match) => clockOf(match, draft.left, [...mentions, ...taken]))
  const all = [
    ...taken,
    ...clocks.filter((clock) => clock !== null).filter((clock) => !taken.some((range) => overlap(range, clock))),
  ]
  return [...all, ...partsIn(draft.left, [...mentions, ...all])].sort((a, b) => a.start - b.start)
}

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

const rangeOf = (match: RegExpMatchArray, text: string, mentions: Span[]): TimeMention | null => {
  const [, lead, h1 = '', m1, half1, h2 = '', m2, half2] = match
  if (!half1 && !half2 && !(m1 && m2) && !(lead && isMeant(text, spanOf(match), mentions))) return null
  if (/^\d/u.test(h1) && !half2 && !m2 && !m1 && !lead) return null
  const to = minutesOf(h2, m2, half2)
  // "3-4pm": the half of the day counts for both, unless the first hour is the later one (11-1pm).
  const first = minutesOf(h1, m1, half1 ?? half2)
  const from = first !== null && to !== null && first > to && !half1 ? minutesOf(h1, m1, 'am') : first
  if (from === null || to === null) return null
  return { ...spanOf(match), minutes: from, until: to > from ? to : null, open: !half1 && !half2 && !m1 }
}

const clockOf = (match: RegExpMatchArray, text: string, mentions: Span[]): TimeMention | null => {
  const [, lead, hour = '', minute, half] = match
  const minutes = minutesOf(hour, minute, half)
  if (minutes === null || (half && !/^[ap]\.?m|^[ap]$/iu.test(half))) return null
  const span = spanOf(match)
  const explicit = half !== undefined
  if (explicit && /^(?:the|a|an)$/iu.test(wordBefore(text, span.start))) return null
  if (!explicit && !/o'?clock/iu.test(match[0]) && !isMeant(text, span, mentions, minute !== undefined, lead))
    return null
  return { ...span, minutes, until: null, open: !explicit && Number(hour) <= 12 && !/^0/u.test(hour) }
}

const minutesOf = (hour: string, minute: string | undefined, half: string | undefined): number | null => {
  const [h, m] = [Number(hour), Number(minute ?? 0)]
  if (m > 59 || h > 23) return null
  if (!half) return h * 60 + m
  if (h < 1 || h > 12) return null
  return ((h % 12) + (/^p/iu.test(half) ? 12 : 0)) * 60 + m
}

const CONNECTOR =
  /^(?:$|[,;.!?)(]|(?:on|with|in|for|to|and|about|until|today|tonight|tomorrow|every|this|next|due)(?![\p{L}]))/iu

/** A bare number is a time when it is led by "at" (and no noun follows), or written 8:45 beside a date or at an end. */
const isMeant = (text: string, span: Span, mentions: Span[], digital = false, lead?: string): boolean => {
  const beside = mentions.some((other) => touches(text, other, span))
  const ends = CONNECTOR.test(textAfter(text, span.end))
  if (/^(?:at|@|from)$/iu.test(lead ?? '')) return digital || ends || beside
  if (lead && !digital) return false
  return digital && (beside || ends || text.slice(0, span.start).trim() === '')
}

/** Whether nothing but space and commas stands between two spans. */
export const touches = (text: string, a: Span, b: Span): boolean => {
  const [from, to] = a.end <= b.start ? [a.end, b.start] : [b.end, a.start]
  return from <= to && /^[\s,]*$/u.test(text.slice(from, to))
}

/** "tomorrow morning", "this evening", "at noon"; a movie night is none. */
const partsIn = (text: string, mentions: Span[]): TimeMention[] =>
  [...text.matchAll(PART_OF_DAY)].flatMap((match) => {
    const span = spanOf(match)
    const led = /^(?:in the|this|at|by)\s/iu.test(match[0])
    const follows = mentions.some((other) => other.end <= span.start && touches(text, other, span))
    if (!led && !follows) return []
    if (!led && /^\p{Lu}/u.test(match[0])) return []
    return [{ ...span, minutes: PARTS[(match[1] ?? '').toLowerCase()] ?? 0, until: null, open: false }]
  })
