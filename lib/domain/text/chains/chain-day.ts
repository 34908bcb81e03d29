import type { Mention } from '../mentions/mention.ts'
import type { Source } from '../tokens/reader.ts'
import type { Token } from '../tokens/token.ts'
import { isDated, isDay, isEnd, isNumber } from './chain-words.ts'

/** Where a day or a time really begins and ends, with words of days and times around it that were not read. */

const textOf = (token: Token | undefined): string => token?.text ?? ''

const isClosing = (token: Token | undefined): boolean => token === undefined || /^[,;.!?)\]]$/u.test(token.text)

/** Where a day or a time really ends. */
export const rightOfDay = (source: Source, mentions: Mention[]): number => {
  const last = mentions.at(-1)
  if (!last) return 0
  return last.to + (openNumbers(source, last) || (isDay(last) ? openWords(source, last) : 0))
}

/** How many tokens of "friday 8", "2 hours 30", "june 5 and 8", "at 5, 6" are numbers that were not read. */
const openNumbers = ({ tokens }: Source, { kind, to }: Mention): number => {
  const [next, second, third] = [tokens[to], tokens[to + 1], tokens[to + 2]]
  if (kind === 'takes' && tokens[to - 1]?.unit !== 'hour') return 0
  if (next?.kind === 'number' && !next.date && isClosing(second)) return 1
  if (kind === 'takes') return next?.number !== undefined && isClosing(second) ? 1 : 0
  const isListed = /^(?:and|or|[&,/])$/u.test(textOf(next)) && isNumber(second) && isClosing(third)
  return isListed && isDay({ kind }) ? 2 : 0
}

const TIME_LEAD = /^(?:at|@|by|around|about|before|after|from)$/u
const OF_A_TIME = /^(?:am|pm|o'clock|oclock|ish|utc|gmt)$/u

/** How many tokens behind a day or a time are words of days and times. */
const openWords = (source: Source, { kind, to }: Mention): number => {
  const { tokens } = source
  const [next, second, third] = [tokens[to], tokens[to + 1], tokens[to + 2]]
  if (!next) return 0
  if (next.text === 'or' && (isDated(second) || isNumber(second))) return 2
  if (next.text === '/' && next.glued && second?.glued) return 2
  const isTime = second?.clock !== undefined || isNumber(second)
  if (TIME_LEAD.test(next.text) && isTime && (isClosing(third) || OF_A_TIME.test(textOf(third)))) return 2
  if (kind === 'clock') return OF_A_TIME.test(next.text) || isUnknownZone(source, to) ? 1 : 0
  if (next.text === 'of' && (isDated(second) || (second?.text === 'the' && isDated(third)))) return 2
  if (next.text === 'ago' || (next.text === 'after' && second?.text === 'next')) return 1
  if (next.text === 'and' && second?.text === 'a' && third?.text === 'half') return 3
  const isYear = next.digits === 4 && (next.number ?? 0) >= 1900 && (next.number ?? 0) < 2100
  return (isYear || (isDated(next) && next.part === undefined)) && isEnd(tokens, to + 1) ? 1 : 0
}

/** "4pm XYT": a zone that we do not know. */
const isUnknownZone = ({ text, tokens }: Source, at: number): boolean => {
  const token = tokens[at]
  if (!token || !/^[A-Z]{2,4}T$/u.test(text.slice(token.start, token.end))) return tokens[at + 1]?.text === 'time'
  return isEnd(tokens, at + 1)
}

/** Where a day or a time really begins: before "week of" and ordinals that were not read with it. */
export const leftOfDay = (source: Source, mentions: Mention[]): number => {
  const first = mentions[0]
  if (!first) return 0
  const listed = listedBefore(source, first)
  if (listed > 0 || !isDay(first)) return first.from - listed
  const by = wordsBefore(source, first) || (first.kind === 'day' ? wordsBeforeDay(source, first) : 0)
  return Math.max(0, first.from - by)
}

/** How many tokens of "5, 6 or 7pm", "1 to 2 hours" stand before the last. */
const listedBefore = ({ tokens }: Source, { kind, from }: Mention): number => {
  const joint = kind === 'takes' ? /^(?:or|to|-|–)$/u : kind === 'clock' ? /^(?:or|and|&|\/)$/u : null
  const isShort = (token: Token | undefined) => isNumber(token) && (token?.digits ?? 1) <= 2
  if (!joint?.test(textOf(tokens[from - 1]))) return 0
  let first = from - 1
  if (tokens[first - 1]?.text === ',') first -= 1
  if (!isShort(tokens[first - 1])) return 0
  first -= 1
  while (tokens[first - 1]?.text === ',' && isShort(tokens[first - 2])) first -= 2
  return from - first
}

const DANGLING = /^(?:the|an?|between)$/u
const DANGLING_BEFORE_TIME = /^(?:at|half|quarter|quarters|mid)$/u

/** How many tokens before a day or a time are words that mean something with it only. */
const wordsBefore = (source: Source, { kind, from }: Mention): number => {
  const { text, tokens } = source
  const [before, second] = [tokens[from - 1], tokens[from - 2]]
  const name = textOf(before)
  const isPartOf = isDated(second) || /^(?:rest|half|middle|part)$/u.test(textOf(second))
  if (/^(?:of|in)$/u.test(name) && isPartOf) return 2
  if (/^(?:not|never|except|any)$/u.test(name)) return 1
  if (name === 'or' && (isDated(second) || isNumber(second))) return 2
  if (name === '/' && second?.weekday !== undefined) return 2
  if (before && DANGLING.test(text.slice(before.start, before.end))) return 1
  if (/^(?:today|tomorrow|week|month|year|[a-z]+day)'s$/u.test(name)) return 1
  if (kind !== 'clock') return 0
  const isPast = /^(?:yesterday|ago|today|tomorrow|tonight)$/u.test(name)
  const isBare = isPast || before?.weekday !== undefined || (before?.kind === 'number' && before.ordinal !== undefined)
  return isBare || DANGLING_BEFORE_TIME.test(name) ? 1 : 0
}

/** Not a name, as "Friday" in "Watch Black Friday tomorrow". */
const isLowerCase = ({ text }: Source, { start }: Token): boolean => /^\p{Ll}/u.test(text.slice(start, start + 1))

/** How many tokens before a day are words that say which day. */
const wordsBeforeDay = (source: Source, { from }: Mention): number => {
  const { tokens } = source
  const [head, before, second, third] = [tokens[from], tokens[from - 1], tokens[from - 2], tokens[from - 3]]
  const name = textOf(before)
  if (/^(?:every|each|ev)$/u.test(name)) return 1
  if (before?.weekday !== undefined && before.month === undefined && isLowerCase(source, before)) return 1
  if (name === 'but' && [second, third].some((token) => /^any/u.test(textOf(token)))) return 3
  if (name === 'after') return second?.unit === undefined ? 1 : third?.text === 'the' ? 3 : 2
  if (name === 'late' && head?.part === undefined) return 1
  if (name === 'early' && head?.text === 'in') return 1
  if (before?.unit !== undefined && /^(?:from|after|before)$/u.test(textOf(head))) return 1
  if (isNumber(before) && second?.text === 'in') return 2
  if (isNumber(before) && second?.text === 'or' && isNumber(third)) return tokens[from - 4]?.text === 'at' ? 4 : 0
  const isPlaced = head?.weekday !== undefined || head?.unit !== undefined || head?.month !== undefined
  return before?.ordinal !== undefined && isPlaced ? 1 : 0
}
