import type { Clock } from '../times/clock.ts'
import type { Source } from '../tokens/reader.ts'
import { type Candidate, isDated, placeOf, type Trust, touches } from './candidate.ts'
import { ledClock, ledPart } from './led-clock.ts'
import type { Mention, Stretch } from './mention.ts'
import { closesTime, wordBefore } from './sense.ts'

/** A time whatever stands around it: "5pm". */
export const sureClock: Candidate = (source, at) => {
  const found = ledClock(source, at)
  if (!found?.value.clock.sure) return null
  if (found.value.lead === null && /^(?:the|a|an)$/iu.test(wordBefore(source.text, source.tokens[at]?.start ?? 0)))
    return null
  return { kind: 'clock', ...found.value, ...placeOf(source, at, found.next) }
}

/** "pages 9-10": numbers of things, of which there are many or which have numbers. */
const isNumbered = (word: string): boolean =>
  /^(?:[a-z]+s|\d+[-–]?|chapter|page|pp|section|question|item|step|row|line|unit|exercise|problem|level|lesson|age|part|slide|episode|room)\.?$/u.test(
    word,
  )

/** A bare number is a time behind "at" where no noun follows, 8:45 next to a date or at an end. */
const isMeantClock = (
  source: Source,
  at: Stretch,
  { clock, lead }: { clock: Clock; lead: string | null },
  found: Mention[],
): boolean => {
  const { text } = source
  const isNextTo = found.some((other) => (isDated(other) || other.kind === 'part') && touches(text, other, at))
  const ends = closesTime(text, at.end)
  const isRange = clock.until !== null
  if (lead === 'at' || lead === '@' || (lead === 'from' && isRange)) return clock.digital || ends || isNextTo
  if (isRange && !clock.digital) {
    const isBehind = found.some(
      (one) => (isDated(one) || one.kind === 'part') && one.end <= at.start && touches(text, one, at),
    )
    const isBefore = found.some((one) => one.kind === 'day' && at.end <= one.start && touches(text, at, one))
    return (isNextTo && lead !== null) || (ends && isBehind) || (isBefore && !isNumbered(wordBefore(text, at.start)))
  }
  if (lead && !clock.digital) return isNextTo && ends
  if (clock.digital) return isNextTo || ends || text.slice(0, at.start).trim() === ''
  return false
}

/** A time that needs its neighbours: "at 5", "8:45", "noon". */
export const weakClock = (source: Source, at: number, found: Mention[], trust: Trust): Mention | null => {
  const clock = ledClock(source, at)
  if (!clock || isYearAfterLead(source, at, clock.next)) return null
  const mention: Mention = { kind: 'clock', ...clock.value, ...placeOf(source, at, clock.next) }
  const loose = trust && (clock.value.clock.digital || clock.value.lead !== null)
  return loose || isMeantClock(source, mention, clock.value, found) || isEarly(source, mention, found) ? mention : null
}

/** "8 tonight", "tomorrow 1030": a bare hour next to a day with a part, or four digits behind a day. */
const isEarly = ({ tokens, text }: Source, mention: Mention, found: Mention[]): boolean => {
  if (isNumbered(wordBefore(text, mention.start))) return false
  const next = found.find(({ from }) => from === mention.to)
  const before = found.find(({ to }) => to === mention.from)
  const four =
    tokens[mention.from]?.digits === 4 && mention.to - mention.from === 1 && !isYear(tokens[mention.from]?.number)
  if (next?.kind === 'day' && touches(text, mention, next) && (four || tokens[next.to]?.part)) return true
  if (next && (next.kind === 'part' || (next.kind === 'day' && next.day.part))) return touches(text, mention, next)
  const digits = tokens[mention.from]?.digits ?? 0
  const bare = mention.to - mention.from === 1 && digits > 0 && digits <= 2
  if (before?.kind === 'day' && before.day.part && bare) return closesTime(text, mention.end)
  return (
    (before?.kind === 'day' || (before?.kind === 'recurrence' && digits === 4)) &&
    mention.to - mention.from === 1 &&
    digits >= 3 &&
    !isYear(tokens[mention.from]?.number) &&
    closesTime(text, mention.end)
  )
}

/** "until 2027" is no time, as is "at 2027". */
const isYearAfterLead = ({ tokens }: Source, at: number, next: number): boolean =>
  next - at === 2 &&
  tokens[at + 1]?.digits === 4 &&
  isYear(tokens[at + 1]?.number) &&
  !/^(?:at|@)$/u.test(tokens[at]?.text ?? '')

const isYear = (number: number | undefined): boolean => number !== undefined && number >= 1900 && number < 2100

/** A part of the day next to a date, or with its lead. */
export const partCandidate = (source: Source, at: number, found: Mention[]): Mention | null => {
  const read = ledPart(source, at)
  if (!read) return null
  const mention: Mention = { kind: 'part', part: read.value.part, ...placeOf(source, at, read.next) }
  const follows = found.some(
    (other) => isDated(other) && other.end <= mention.start && touches(source.text, other, mention),
  )
  const leads =
    read.value.part !== 'night' &&
    found.some((other) => other.kind === 'clock' && other.start >= mention.end && touches(source.text, mention, other))
  const capital = /^\p{Lu}(?!\.?M\b)/u.test(source.text.slice(mention.start, mention.end))
  return read.value.led || ((follows || leads) && !capital) ? mention : null
}
