import type { Mention } from '../mentions/mention.ts'
import type { Source } from '../tokens/reader.ts'
import type { Token } from '../tokens/token.ts'
import { isDated, isDay, isEnd, isNumber, textOf } from './chain-words.ts'

/** Where a day or a time really ends, with words of days and times behind it that were not read. */

const isClosing = (token: Token | undefined): boolean => token === undefined || /^[,;.!?)\]]$/u.test(token.text)

/** Where a day or a time really ends. */
export const rightOfDay = (source: Source, mentions: Mention[]): number => {
  const last = mentions.at(-1)
  if (!last) return 0
  const words = isDay(last) ? openWords(source, last) || danglingWord(source, last) : 0
  return last.to + (openNumbers(source, last) || words)
}

/** How many tokens of "3pm on", "3pm +": a last word that leads to nothing. */
const danglingWord = ({ tokens }: Source, { to }: Mention): number => {
  const next = tokens[to]
  const isLast = next !== undefined && tokens.slice(to + 1).every(({ text }) => /^[.,;!?]$/u.test(text))
  return isLast && /^(?:on|at|in|by|from|to|until|till|of|the|an?|and|or|[+/&])$/u.test(next.text) ? 1 : 0
}

/** How many tokens of "friday 8", "2 hours 30", "june 5 and 8", "at 5, 6" are numbers that were not read. */
const openNumbers = ({ tokens }: Source, { kind, to }: Mention): number => {
  const [next, second, third] = [tokens[to], tokens[to + 1], tokens[to + 2]]
  if (next?.glued && isTornOff(kind, next, second)) return second?.glued ? 2 : 1
  if (/^[+-]$/u.test(textOf(next)) && second?.glued && second.digits !== undefined && isClosing(third)) return 2
  if (isMinutes(next) && isMinutes(second) && isClosing(third)) return 2
  if (kind === 'takes' && tokens[to - 1]?.unit !== 'hour') return 0
  if (next?.kind === 'number' && !next.date && isClosing(second)) return 1
  if (kind === 'takes') return next?.number !== undefined && isClosing(second) ? 1 : 0
  const isListed = /^(?:and|or|[&,/])$/u.test(textOf(next)) && isNumber(second) && isClosing(third)
  return isListed && isDay({ kind }) ? 2 : 0
}

/** "noon:30", "2h35pm", "3½", "8-00": the rest of a number or a word. */
const isTornOff = (kind: Mention['kind'], next: Token, second: Token | undefined): boolean =>
  kind === 'takes'
    ? next.kind === 'number'
    : /^[½¼¾]$/u.test(next.text) || (/^[:-]$/u.test(next.text) && second?.glued === true && /^\d/u.test(second.text))

/** "friday 08 00". */
const isMinutes = (token: Token | undefined): boolean => token?.digits !== undefined && token.digits <= 2

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
  if (next.text === 'and' && second?.text === 'a' && third?.text === 'half') return 3
  if (/^(?:late|early)$/u.test(next.text)) {
    if (isClosing(second)) return 1
    if (/^(?:at|@)$/u.test(textOf(second)) && isNumber(third)) return 3
  }
  if (/^(?:last thing|all day)$/u.test(`${next.text} ${textOf(second)}`)) return 2
  if (/^[ap]m$/u.test(next.text) && tokens[to - 1]?.digits !== undefined) return 1
  if (kind === 'clock') return OF_A_TIME.test(next.text) || isUnknownZone(source, to) ? 1 : weekdayBehind(source, to)
  if (next.text === 'of' && (isDated(second) || (second?.text === 'the' && isDated(third)))) return 2
  if (next.text === 'ago' || (next.text === 'after' && second?.text === 'next')) return 1
  const isYear = next.digits === 4 && (next.number ?? 0) >= 1900 && (next.number ?? 0) < 2100
  return (isYear || (isDated(next) && next.part === undefined)) && isEnd(tokens, to + 1) ? 1 : 0
}

/** How many tokens of "2pm on a friday", "2pm of friday" lead to a weekday that was not read. */
const weekdayBehind = ({ tokens }: Source, at: number): number => {
  let place = at
  while (place < at + 3 && /^(?:on|of|in|an?|the|some|any)$/u.test(textOf(tokens[place]))) place += 1
  return place > at && tokens[place]?.weekday !== undefined && isEnd(tokens, place + 1) ? place + 1 - at : 0
}

/** "4pm XYT": a zone that we do not know. */
const isUnknownZone = ({ text, tokens }: Source, at: number): boolean => {
  const token = tokens[at]
  if (!token || !/^[A-Z]{2,4}T$/u.test(text.slice(token.start, token.end))) return tokens[at + 1]?.text === 'time'
  return isEnd(tokens, at + 1)
}
