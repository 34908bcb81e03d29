import type { Mention, Stretch } from './mention.ts'
import type { Source } from './reader.ts'
import type { Token } from './token.ts'

/**
 * What is said in one breath: mentions with nothing but commas, dashes and "and" between them, and whether words about
 * time stand beside them that were not understood. Then nothing of it counts.
 */
export type Chain = Stretch & { from: number; to: number; mentions: Mention[]; whole: boolean }

const FILLER = /^[,([–—-]$/u

/** The mentions of a text in chains. */
export const chainsOf = (source: Source, mentions: Mention[]): Chain[] => {
  const groups: Mention[][] = []
  for (const mention of mentions) {
    const last = groups.at(-1)
    if (last && isJoined(source, last, mention)) last.push(mention)
    else groups.push([mention])
  }
  return groups.map((group) => chainOf(source, group))
}

const isJoined = ({ tokens }: Source, group: Mention[], mention: Mention): boolean => {
  const last = group.at(-1)
  if (!last) return false
  const between = tokens.slice(last.to, mention.from)
  return (
    between.length <= 2 &&
    between.every(({ text }) => FILLER.test(text) || text === 'and' || text === 'or' || text === ')')
  )
}

const chainOf = (source: Source, mentions: Mention[]): Chain => {
  const [from, to] = [mentions[0]?.from ?? 0, mentions.at(-1)?.to ?? 0]
  const repeats = mentions.some(({ kind }) => kind === 'recurrence' || kind === 'broken')
  const [left, right] = repeats
    ? [leftOfRule(source, from), rightOfRule(source, to)]
    : [leftOfDay(source, mentions), rightOfDay(source, mentions)]
  const joinedByAnd = repeats && mentions.some((one, i) => i > 0 && isAdded(source, one))
  const joinedByOr = source.tokens.slice(from, to).some(({ text }, i) => text === 'or' && !isInside(mentions, from + i))
  const whole = left === from && right === to && !joinedByOr && !joinedByAnd
  return { from: left, to: right, ...lettersOf(source, left, right), mentions, whole }
}

/** "every monday and on the 15th": one more thing, not the beginning of the series. */
const isAdded = ({ tokens }: Source, mention: Mention): boolean =>
  tokens[mention.from - 1]?.text === 'and' &&
  (mention.kind === 'recurrence' || (mention.kind === 'day' && mention.role === null))

const isInside = (mentions: Mention[], at: number): boolean => mentions.some(({ from, to }) => from <= at && at < to)

const lettersOf = ({ tokens }: Source, from: number, to: number): Stretch => ({
  start: tokens[from]?.start ?? 0,
  end: tokens[to - 1]?.end ?? 0,
})

const RELATIVE =
  /^(?:today|tomorrow|tonight|yesterday|noon|midnight|midday|every|each|ev|once|twice|thrice|times|hourly|daily|weekly|monthly|yearly|annually|weekday|occurrences|ago|hence|weekends?|last|next)$/u
const VERBS = /^(?:may|march|second|sun|sat|mar|sec|seconds|minute|minutes|min|mins)$/u

/** Whether a word is one of days and times; words that are also verbs count only with `before` a number. */
const isDated = (token: Token | undefined): boolean => {
  if (!token || token.kind === 'mark') return false
  if (VERBS.test(token.text)) return false
  return (
    token.weekday !== undefined ||
    token.month !== undefined ||
    token.unit !== undefined ||
    token.ordinal !== undefined ||
    token.part !== undefined ||
    token.clock !== undefined ||
    token.date !== undefined ||
    RELATIVE.test(token.text)
  )
}

const isNumber = (token: Token | undefined): boolean => token?.kind === 'number' || token?.number !== undefined

/** Words that only a recurrence goes on with, whatever follows. */
const BOUND = /^(?:until|till|til|except|excluding|unless|but|starting|ending)$/u
/** Words that go on with it where words of days and times follow. */
const LINK =
  /^(?:of|from|to|through|thru|and|or|but|on|in|at|for|during|over|between|the|next|last|other|not|,|-|–|\/|&|than|a|an|per|before|after|by|with|without|only|following|past)$/u
const LOOK_AHEAD = 4

/** Where a recurrence really ends: behind the words of days and times that follow it. */
const rightOfRule = ({ tokens }: Source, to: number): number => {
  let end = to
  while (end < tokens.length && end - to < 24) {
    const next = tokens[end]
    if (next?.text === '.' || next?.text === ';') break
    if (isDated(next) || (isNumber(next) && (end > to || tokens[to - 1]?.month !== undefined))) end += 1
    else if (BOUND.test(next?.text ?? '')) end += 1
    else {
      const linked = datedAfter(tokens, end)
      if (linked === null) break
      end = linked
    }
  }
  return end
}

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

const leftOfRule = ({ tokens }: Source, from: number): number => {
  let start = from
  while (start > 0 && from - start < 8) {
    const before = tokens[start - 1]
    const isLinked =
      /^(?:of|in|the|on|,|and|or|to|except|not|from)$/u.test(before?.text ?? '') && isDated(tokens[start - 2])
    if (/^(?:not|never|except|any)$/u.test(before?.text ?? '')) start -= 1
    else if (start === from && isNumber(before) && tokens[from]?.weekday !== undefined) start -= 1
    else if (isDated(before) && isOfRule(before)) start -= 1
    else if (isLinked && isOfRule(tokens[start - 2]) && before?.text !== ',' && before?.text !== 'and') start -= 2
    else break
  }
  return start
}

/** "third every month": an ordinal before it; "this week every…" is no part of it. */
const isOfRule = (token: Token | undefined): boolean =>
  token?.ordinal !== undefined ||
  token?.weekday !== undefined ||
  token?.unit === 'workday' ||
  /^(?:twice|once|thrice|last)$/u.test(token?.text ?? '')

const isDay = ({ kind }: Mention): boolean => kind === 'day' || kind === 'clock' || kind === 'part'

/** "friday 8", "2 hours 30": a number that closes the text belongs to the time before it. */
const isOpenNumber = ({ tokens }: Source, last: Mention): boolean => {
  const [next, after] = [tokens[last.to], tokens[last.to + 1]]
  if (next?.kind !== 'number' || next.date || (after && !/^[,;.!?)]$/u.test(after.text))) return false
  return last.kind !== 'takes' || tokens[last.to - 1]?.unit === 'hour'
}

/** Where a day or a time really ends. */
const rightOfDay = (source: Source, mentions: Mention[]): number => {
  const { tokens } = source
  const last = mentions.at(-1)
  if (last && isOpenNumber(source, last)) return last.to + 1
  if (!last || !isDay(last)) return last?.to ?? 0
  const [next, second, third] = [tokens[last.to], tokens[last.to + 1], tokens[last.to + 2]]
  if (!next) return last.to
  if (next.text === 'or' && (isDated(second) || isNumber(second))) return last.to + 2
  if (last.kind === 'clock') return isUnknownZone(source, last.to) ? last.to + 1 : last.to
  if (next.text === 'of' && (isDated(second) || (second?.text === 'the' && isDated(third)))) return last.to + 2
  if (next.text === 'ago' || (next.text === 'after' && second?.text === 'next')) return last.to + 1
  if (next.text === 'and' && second?.text === 'a' && third?.text === 'half') return last.to + 3
  const isYear = next.digits === 4 && (next.number ?? 0) >= 1900 && (next.number ?? 0) < 2100
  if (isYear && ends(tokens, last.to + 1)) return last.to + 1
  if (isDated(next) && next.clock === undefined && next.part === undefined && ends(tokens, last.to + 1))
    return last.to + 1
  return last.to
}

const ends = (tokens: readonly Token[], at: number): boolean => {
  const next = tokens[at]
  return next === undefined || /^(?:[,;:.!?)]|at|@|on|in|for|from|until|by)$/u.test(next.text) || isDated(next)
}

/** "4pm XYT": a zone that we do not know. */
const isUnknownZone = ({ text, tokens }: Source, at: number): boolean => {
  const token = tokens[at]
  if (!token || !/^[A-Z]{2,4}T$/u.test(text.slice(token.start, token.end))) return tokens[at + 1]?.text === 'time'
  return ends(tokens, at + 1)
}

/** Where a day or a time really begins: behind "week of" and ordinals that are no part of it. */
const leftOfDay = ({ tokens }: Source, mentions: Mention[]): number => {
  const first = mentions[0]
  if (!first || !isDay(first)) return first?.from ?? 0
  const [before, second] = [tokens[first.from - 1], tokens[first.from - 2]]
  if (
    /^(?:of|in)$/u.test(before?.text ?? '') &&
    (isDated(second) || /^(?:rest|half|middle|part)$/u.test(second?.text ?? ''))
  )
    return first.from - 2
  if (/^(?:not|never|except|any)$/u.test(before?.text ?? '')) return first.from - 1
  if (before?.text === 'or' && (isDated(second) || isNumber(second))) return first.from - 2
  const isPast = /^(?:yesterday|ago|today|tomorrow|tonight)$/u.test(before?.text ?? '')
  const isBare = isPast || before?.weekday !== undefined || (before?.kind === 'number' && before.ordinal !== undefined)
  if (first.kind === 'clock' && isBare) return first.from - 1
  if (first.kind !== 'day') return first.from
  if (/^(?:every|each|ev)$/u.test(before?.text ?? '')) return first.from - 1
  if (
    before?.text === 'but' &&
    tokens.slice(Math.max(0, first.from - 3), first.from - 1).some(({ text }) => /^any/u.test(text))
  )
    return Math.max(0, first.from - 3)
  const head = tokens[first.from]
  if (before?.text === 'late' && tokens[first.from]?.part === undefined) return first.from - 1
  if (before?.unit !== undefined && /^(?:from|after|before)$/u.test(tokens[first.from]?.text ?? ''))
    return first.from - 1
  if (isNumber(before) && second?.text === 'in') return first.from - 2
  const isPlaced =
    before?.ordinal !== undefined &&
    (head?.weekday !== undefined || head?.unit !== undefined || head?.month !== undefined)
  return isPlaced ? first.from - 1 : first.from
}
