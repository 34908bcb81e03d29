import type { Clock } from '../../text/times/clock.ts'
import { plainClock } from '../../text/times/clock-past.ts'
import { isClockSpan, type Span, span } from '../../text/times/span.ts'
import type { Source } from '../../text/tokens/reader.ts'
import type { Token } from '../../text/tokens/token.ts'

/**
 * A wish with its times and lengths taken out: forms see where they stand, not how they are written. `⟨0⟩` is the first
 * of `clocks`, `⟪0⟫` the first of `lengths`.
 */
export type Phrases = {
  text: string
  clocks: { clock: Clock; words: string }[]
  lengths: { minutes: number; words: string }[]
}

/** Where a form expects a time of day, and where a length. */
export const CLOCK = '⟨(\\d+)⟩'
export const LENGTH = '⟪(\\d+)⟫'

/** The wish without the tokens of its days, which stand from one place to another. */
export const phrasesIn = (source: Source, days: { from: number; to: number } | null): Phrases => {
  const phrases: Phrases = { text: '', clocks: [], lengths: [] }
  for (let at = 0; at < source.tokens.length; ) {
    if (days && at >= days.from && at < days.to) {
      at = days.to
      phrases.text += ' '
      continue
    }
    at = add(phrases, source, at, days)
  }
  return { ...phrases, text: phrases.text.replaceAll(/\s+/gu, ' ').trim() }
}

/** Adds what begins at a place; the place behind it. */
const add = (phrases: Phrases, source: Source, at: number, days: { from: number; to: number } | null): number => {
  const space = source.tokens[at]?.glued ? '' : ' '
  const limit = days && at < days.from ? days.from : source.tokens.length
  const [length, clock] = [span(source, at), plainClock(source, at)]
  const isTime =
    source.tokens[at]?.clock !== undefined &&
    (clock?.value.sure || /^(?:at|@)$/u.test(source.tokens[at - 1]?.text ?? ''))
  const isLength =
    length && !isTime && length.next <= limit && isClockSpan(length.value) && length.next >= (clock?.next ?? 0)
  if (isLength) {
    phrases.text += `${space}⟪${phrases.lengths.length}⟫`
    phrases.lengths.push({ minutes: minutesOf(length.value), words: wordsOf(source, at, length.next) })
    return length.next
  }
  const isAmount = clock && source.tokens[clock.next]?.unit !== undefined
  if (clock && !isAmount && clock.next <= limit) {
    phrases.text += `${space}⟨${phrases.clocks.length}⟩`
    phrases.clocks.push({ clock: clock.value, words: wordsOf(source, at, clock.next) })
    return clock.next
  }
  phrases.text += space + wordsOf(source, at, at + 1)
  return at + 1
}

const minutesOf = ({ minutes }: Span): number => Math.round(minutes)

const wordsOf = ({ text, tokens }: Source, from: number, to: number): string => {
  const [first, last]: (Token | undefined)[] = [tokens[from], tokens[to - 1]]
  return first && last ? text.slice(first.start, last.end) : ''
}

/** A part of a wish as the person wrote it, for titles. */
export const asWritten = (text: string, { clocks, lengths }: Phrases): string =>
  text
    .replaceAll(/⟨(\d+)⟩/gu, (_, i) => clocks[Number(i)]?.words ?? '')
    .replaceAll(/⟪(\d+)⟫/gu, (_, i) => lengths[Number(i)]?.words ?? '')
