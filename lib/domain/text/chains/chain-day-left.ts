import type { Mention } from '../mentions/mention.ts'
import type { Source } from '../tokens/reader.ts'
import type { Token } from '../tokens/token.ts'
import { isDated, isDay, isNumber, textOf } from './chain-words.ts'

/** Where a day or a time really begins: before "week of" and ordinals that were not read with it. */
export const leftOfDay = (source: Source, mentions: Mention[]): number => {
  const first = mentions[0]
  if (!first) return 0
  const listed = listedBefore(source, first)
  if (listed > 0) return first.from - listed
  if (!isDay(first)) return first.kind === 'takes' ? first.from - wordsBeforeLength(source, first) : first.from
  const isLed = first.kind === 'clock' && /^(?:on|in)$/u.test(textOf(source.tokens[first.from - 1]))
  if (isLed && mentions.some(({ kind }) => kind === 'day')) return first.from - 1
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
const DANGLING_BEFORE_TIME = /^(?:at|half|quarter|quarters|mid|midweek|next|following)$/u

/** How many tokens before a day or a time are words that mean something with it only. */
const wordsBefore = (source: Source, mention: Mention): number => {
  const { text, tokens } = source
  const [before, second] = [tokens[mention.from - 1], tokens[mention.from - 2]]
  const name = textOf(before)
  const isPartOf = isDated(second) || /^(?:rest|half|middle|part)$/u.test(textOf(second))
  if (/^(?:of|in)$/u.test(name) && isPartOf) return 2
  if (/^(?:not|never|except|any)$/u.test(name)) return 1
  if (name === 'or' && (isDated(second) || isNumber(second))) return 2
  if (name === '/' && second?.weekday !== undefined) return 2
  if (mention.kind === 'clock' && /^[-–]$/u.test(name) && before?.glued && second?.digits !== undefined) return 2
  if (before && DANGLING.test(text.slice(before.start, before.end))) return 1
  if (/^(?:(?:today|tomorrow|week|month|year|[a-z]+day)'s|todays|tomorrows)$/u.test(name)) return 1
  if (
    /^(?:as of|up to|last thing|all day|(?:that|same) (?:day|morning|afternoon|evening|night))$/u.test(
      `${textOf(second)} ${name}`,
    )
  )
    return 2
  if (name === 'very') return 1
  if (name === 'early' && textOf(second) === 'very') return 2
  if (mention.kind === 'part' && /^(?:next|following)$/u.test(name)) return 1
  if (/^(?:at|of|or|to|past|until|till|than)$/u.test(name)) return second?.unit === undefined ? 1 : 2
  if (before?.date !== undefined) return 1
  if (mention.kind === 'clock') return wordsBeforeClock(source, mention)
  if (mention.kind === 'part' && before?.clock !== undefined) return 1
  const hasPart = mention.kind === 'part' || (mention.kind === 'day' && mention.day.part !== undefined)
  return hasPart && isBareNumber(tokens, mention.from - 1) ? 1 : 0
}

const QUALIFIES = /^(?:late|early|mid|that|same|few|some|several)$/u

const NAMED_CLOCK = /^(?:noon|midday|noontime|midnight|midnite|lunchtime)$/u
/** Verbs that go on with "in" or "on", next to it or around a thing: "log in 3pm", "hand it in next friday". */
const WITH_PARTICLE =
  /\b(?:be|break|bring|carry|check|chime|clock|come|dial|drop|fill|get|go|hand|hang|join|keep|let|log|move|pay|plug|pop|put|send|sign|sleep|stay|step|stop|switch|take|try|tune|turn|weigh|write|zoom)(?: [a-z]+){0,2}$/u

const isParticle = (tokens: readonly Token[], at: number): boolean =>
  WITH_PARTICLE.test(
    tokens
      .slice(Math.max(0, at - 3), at)
      .map(({ text }) => text)
      .join(' '),
  )

const wordsBeforeClock = (source: Source, { from }: Mention): number => {
  const { tokens } = source
  const [before, second] = [tokens[from - 1], tokens[from - 2]]
  if (textOf(before) === 'this' && NAMED_CLOCK.test(textOf(tokens[from]))) return 1
  if (textOf(before) === 'since') return 1
  if (/^(?:in|on)$/u.test(textOf(before)) && !isParticle(tokens, from - 1) && isNumber(tokens[from])) return 1
  if (before && isOfTheDay(source, before)) return QUALIFIES.test(textOf(second)) ? 2 : 1
  if (isBareNumber(tokens, from - 1)) return second?.text === 'at' ? 2 : 1
  const written = writtenDateBefore(tokens, from)
  if (written > 0) return written
  const isPast = /^(?:yesterday|ago|today|tomorrow|tonight)$/u.test(textOf(before))
  const isOrdinal = before?.kind === 'number' && before.ordinal !== undefined
  if (isPast || before?.weekday !== undefined || isMonth(before) || isOrdinal) return 1
  return DANGLING_BEFORE_TIME.test(textOf(before)) ? 1 : 0
}

/** "15 noon": one or two digits that nothing before them counts or numbers. */
const isBareNumber = (tokens: readonly Token[], at: number): boolean => {
  const token = tokens[at]
  return token?.digits !== undefined && token.digits <= 2 && !token.glued && !isCounted(tokens, at)
}

/** "late evening at 8", "few minutes before noon"; not "movie night 8pm". */
const isOfTheDay = (source: Source, token: Token): boolean =>
  isLowerCase(source, token) &&
  ((token.part !== undefined && token.text !== 'night') || token.unit === 'minute' || token.unit === 'hour')

const isMonth = (token: Token | undefined): boolean =>
  token?.month !== undefined && !/^(?:may|march|mar)$/u.test(token.text)

/** How many tokens of "20-3 3pm", "20.3 3pm", "fri - 3pm" before a time are a day that was not read. */
const writtenDateBefore = (tokens: readonly Token[], from: number): number => {
  const isMark = (at: number, marks: RegExp) => tokens[at]?.kind === 'mark' && marks.test(textOf(tokens[at]))
  if (isMark(from - 1, /^[-–—(|]$/u)) {
    const name = tokens[from - 2]
    const isDay = name?.weekday !== undefined || name?.date !== undefined || (name?.ordinal ?? 0) > 2
    return isDay ? 2 : 0
  }
  const isDecimal = tokens[from - 1]?.kind === 'number' && tokens[from - 1]?.number !== undefined
  if (isDecimal && tokens[from - 1]?.digits === undefined) return isCounted(tokens, from - 1) ? 0 : 1
  let first = from - 1
  while (
    isPartOfDate(tokens[first]) &&
    tokens[first]?.glued &&
    isMark(first - 1, /^[-./]$/u) &&
    tokens[first - 1]?.glued
  )
    first -= 2
  return first < from - 1 && isPartOfDate(tokens[first]) && !isCounted(tokens, first) ? from - first : 0
}

const isPartOfDate = (token: Token | undefined): boolean =>
  token?.digits !== undefined && (token.digits <= 2 || token.digits === 4)

/** "chapter 15", "eggs 12": the number belongs to what stands before it. */
const isCounted = (tokens: readonly Token[], at: number): boolean => {
  const of = textOf(tokens[at - 1])
  return (
    /^(?:#|chapter|page|section|question|item|step|row|line|unit|exercise|problem|level|lesson|part|slide|episode|room|track|gate|bus|exit)$/u.test(
      of,
    ) || /[a-z]s$/u.test(of)
  )
}

/** Not a name, as "Friday" in "Watch Black Friday tomorrow". */
const isLowerCase = ({ text }: Source, { start }: Token): boolean => /^\p{Ll}/u.test(text.slice(start, start + 1))

/** How many tokens before a length are a part of it: "1 & 1/2 hours", "2x 30 minutes". */
const wordsBeforeLength = ({ tokens }: Source, { from }: Mention): number => {
  const [before, second] = [tokens[from - 1], tokens[from - 2]]
  if (/^(?:&|\+|x|times|-|–)$/u.test(textOf(before)) && isNumber(second)) return 2
  if (/^(?:the|an?)$/u.test(textOf(before)) && /^(?:at|on|in|by|of|past|within)$/u.test(textOf(second))) return 2
  return isBareNumber(tokens, from - 1) || /^(?:to|or|another|than)$/u.test(textOf(before)) ? 1 : 0
}

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
  const isOfWeek = /^(?:next|this|coming)$/u.test(textOf(head)) && tokens[from + 1]?.weekday !== undefined
  if (name === 'in' && isOfWeek && !isParticle(tokens, from - 1)) return 1
  const isUnit = before?.unit !== undefined || before?.part !== undefined
  if (isUnit && /^(?:from|after|before)$/u.test(textOf(head))) return 1
  if (isNumber(before) && second?.text === 'in') return 2
  if (isNumber(before) && second?.text === 'or' && isNumber(third)) return tokens[from - 4]?.text === 'at' ? 4 : 0
  const isPlaced = head?.weekday !== undefined || head?.unit !== undefined || head?.month !== undefined
  return before?.ordinal !== undefined && isPlaced ? 1 : 0
}
