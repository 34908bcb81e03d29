import type { Clock } from './clock.ts'
import type { Day } from './day.ts'
import { countEnd, ledDay, lengthEnd } from './leads.ts'
import { ledClock, ledPart } from './led-clock.ts'
import type { Mention, Stretch } from './mention.ts'
import { mayOpen } from './openers.ts'
import { longest, map, opt, phrase, type Reader, type Source, seq, token, word } from './reader.ts'
import { recurrence, recurrenceStart } from './recurrence.ts'
import {
  closesTime,
  isAttribute,
  meansDay,
  meansLength,
  meansNumberedDay,
  meansNumericDate,
  meansRepetition,
  textAfter,
  wordBefore,
} from './sense.ts'
import { isClockSpan, span } from './span.ts'

/** Everything in a text that is a day, a time, a recurrence, an end or a length, in order, none inside another. */

/** Every token counts as what it can mean: for texts that are nothing but a date. */
type Trust = boolean
type Candidate = (source: Source, at: number, trust: Trust) => Mention | null

type Place = Stretch & { from: number; to: number }
const placeOf = (source: Source, from: number, to: number): Place => ({ from, to, ...letters(source, from, to) })

const letters = ({ tokens }: Source, from: number, to: number): Stretch => ({
  start: tokens[from]?.start ?? 0,
  end: tokens[to - 1]?.end ?? 0,
})

const repeating: Candidate = (source, at, trust) => {
  const found = recurrence(source, at)
  if (!found) return null
  const mention: Mention = { kind: 'recurrence', recurrence: found.value, ...placeOf(source, at, found.next) }
  return trust || found.value.sure || meansRepetition(source.text, mention) ? mention : null
}

/** "every" and the like with words of dates behind it, which are no recurrence that we know. */
const broken: Candidate = (source, at) => {
  const found = recurrenceStart(source, at)
  if (!found || !/^(?:every|each|ev|evry|twice|thrice|once|\d|[a-z]+$)/u.test(source.tokens[at]?.text ?? ''))
    return null
  const mention: Mention = { kind: 'broken', ...placeOf(source, at, found.next) }
  return source.tokens[at]?.unit === undefined && isStarted(source, at, mention) ? mention : null
}

const isStarted = (source: Source, at: number, mention: Mention): boolean =>
  /^(?:every|each|ev|evry)$/u.test(source.tokens[at]?.text ?? '') || meansRepetition(source.text, mention)

const day: Candidate = (source, at, trust) => {
  const found = ledDay(source, at)
  if (!found) return null
  const { day: value, role, led } = found.value
  const mention: Mention = { kind: 'day', day: value, role, ...placeOf(source, at, found.next) }
  const isMeant = trust || isMeantDay(source, mention, value, led) || isBeforeClock(source, mention)
  return isMeant ? mention : null
}

/** "friday 11 at night": what a sure time follows is a day. */
const isBeforeClock = (source: Source, { from, to }: Mention): boolean => {
  if (to - from > 1 || source.tokens[from]?.weekday === undefined) return false
  const clock = ledClock(source, to)
  const isRange = clock !== null && clock.value.clock.until !== null
  return (
    sureClock(source, to, false) !== null || (isRange && closesTime(source.text, letters(source, to, clock.next).end))
  )
}

const LEADING =
  /^(?:(?:and\s+)?(?:due|deadline|date|no later than|not later than|by|before|until|till|til|to|through|thru|ending|ends|up to|up until|starting|starts|start|beginning|begins|begin|from|scheduled|schedule|effective|since|commencing|as of|on|for|around|do|over|sometime|at|@|in|during)(?:\s*:|\s+is)?\s+)+/iu

const isMeantDay = (
  { text, tokens }: Source,
  { start, end, from, to }: Mention,
  { sure, holiday: isHoliday }: Day,
  led: boolean,
): boolean => {
  const own = led ? start + (LEADING.exec(text.slice(start, end))?.[0].length ?? 0) : start
  const [first, only] = [tokens[from], to - from === 1]
  if (/^at\s*\d/iu.test(text.slice(start, end)) && !/\d[/-]\d/u.test(text.slice(start, end))) return false
  if (sure) return !/^(?:of|vs)$/iu.test(wordBefore(text, start)) || !only || first?.date !== undefined
  const last = tokens[to - 1]
  if (last?.date) return meansNumericDate(text, { start: own, end }, led)
  if (isHoliday) return led ? meansDay(text, { start: own, end }, led) : endsOrTimed(text, end)
  if (last?.ordinal !== undefined || last?.kind === 'number') return meansNumberedDay(text, { start: own, end }, led)
  if (/^(?:yesterday|ago)$/u.test(last?.text ?? '') || /^(?:last|past|previous)\s/iu.test(text.slice(own, end)))
    return (
      endsOrTimed(text, end) &&
      !/^(?:from|since)\s/iu.test(text.slice(start, end)) &&
      !/^(?:from|since|of|the|our|my)$/iu.test(wordBefore(text, start))
    )
  if (last?.month !== undefined)
    return (
      led &&
      !/^to\s+(?:march|may)$/iu.test(text.slice(start, end)) &&
      !/^\d/u.test(textAfter(text, end)) &&
      meansDay(text, { start: own, end }, led)
    )
  if (/^(?:the\s+)?(?:eod|cob|end|close)/iu.test(text.slice(own, end))) return true
  return meansDay(text, { start: own, end }, led)
}

/** What is past is a day only where nothing but a time follows. */
const endsOrTimed = (text: string, end: number): boolean =>
  /^(?:[.,;!?)]*\s*$|(?:at|@|in the|morning|afternoon|evening|night|noon|around)(?!\p{L})|\d{1,2}(?::\d\d|\s?[ap]\.?m))/iu.test(
    textAfter(text, end),
  )

const APPROX = longest<unknown>(
  word('for takes take taking lasting lasts during about approx approximately roughly around est estimate estimated'),
  word('duration length max maximum ~'),
  phrase('at least'),
  phrase('at most'),
  phrase('up to'),
  phrase('no more than'),
  phrase('less than'),
  phrase('more than'),
  phrase('will take'),
  phrase('should take'),
  phrase('approx .'),
  phrase('est .'),
)
const takesLead = opt(seq(APPROX, opt(longest<unknown>(APPROX, word(': .')))))
const TAKES_TAIL = longest<unknown>(
  word('long total max maximum'),
  phrase('or so'),
  phrase('or more'),
  phrase('or less'),
  phrase('in total'),
  phrase('at most'),
)
const aboutAnHour: Reader<unknown> = token(({ text }) => /^an?$/u.test(text))

const takes: Candidate = (source, at) => {
  const found = map(seq(takesLead, opt(word('~')), span, opt(TAKES_TAIL)), ([lead, , by]) => ({ lead, by }))(source, at)
  if (!found || !isClockSpan(found.value.by) || /^(?:second|sec)/u.test(source.tokens[found.next - 1]?.text ?? ''))
    return null
  const minutes = Math.round(found.value.by.minutes)
  const stretch = letters(source, at, found.next)
  if (
    found.value.lead === null &&
    aboutAnHour(source, at) &&
    !(minutes >= 15 && textAfter(source.text, stretch.end) === '')
  )
    return null
  if (/^(?:at|@)$/u.test(source.tokens[at - 1]?.text ?? '')) return null
  if (!meansLength(source.text, stretch, minutes)) return null
  const attribute = isAttribute(source.text, stretch)
  return { kind: 'takes', minutes, attribute, ...placeOf(source, at, found.next) }
}

const sureClock: Candidate = (source, at) => {
  const found = ledClock(source, at)
  if (!found?.value.clock.sure) return null
  if (found.value.lead === null && /^(?:the|a|an)$/iu.test(wordBefore(source.text, source.tokens[at]?.start ?? 0)))
    return null
  return { kind: 'clock', ...found.value, ...placeOf(source, at, found.next) }
}

const counts: Candidate = (source, at) => {
  const found = countEnd(source, at)
  return found && { kind: 'times', times: found.value, ...placeOf(source, at, found.next) }
}
const lasting: Candidate = (source, at) => {
  const found = lengthEnd(source, at)
  return found && { kind: 'lasts', lasts: found.value, ...placeOf(source, at, found.next) }
}

const FIRST: Candidate[] = [repeating, lasting, day, sureClock, takes, counts]

/** The candidate that reads most; the rest of the text is looked at behind it. */
const firstPass = (source: Source, trust: Trust): Mention[] => {
  const found: Mention[] = []
  for (let at = 0; at < source.tokens.length; ) {
    if (!mayOpenAt(source, at)) {
      at += 1
      continue
    }
    const best = longestOf(FIRST.map((candidate) => candidate(source, at, trust))) ?? broken(source, at, trust)
    if (best) found.push(best)
    at = best ? best.to : at + 1
  }
  return found
}

const mayOpenAt = ({ tokens }: Source, at: number): boolean => {
  const token = tokens[at]
  return token !== undefined && mayOpen(token)
}

const longestOf = (mentions: (Mention | null)[]): Mention | null =>
  mentions.reduce<Mention | null>((best, one) => (one && (!best || one.to > best.to) ? one : best), null)

/** Nothing but space, commas and dashes between two mentions, or two places. */
export const touches = (text: string, a: Stretch, b: Stretch): boolean => {
  const [from, to] = a.end <= b.start ? [a.end, b.start] : [b.end, a.start]
  return from <= to && to - from < 40 && /^[\s,([–—-]*$/u.test(text.slice(from, to))
}

const isDated = ({ kind }: Mention): boolean => kind === 'day' || kind === 'recurrence'

/** "pages 9-10": numbers of things, of which there are many or which have numbers. */
const isNumbered = (word: string): boolean =>
  /^(?:[a-z]+s|\d+[-–]?|chapter|page|pp|section|question|item|step|row|line|unit|exercise|problem|level|lesson|age|part|slide|episode|room)\.?$/u.test(
    word,
  )

/** A bare number is a time behind "at" where no noun follows, 8:45 beside a date or at an end. */
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

/** Times that need their neighbours: "at 5", "8:45", "noon", and parts of the day beside a date. */
const secondPass = (source: Source, found: Mention[], trust: Trust): Mention[] => {
  const all = [...found]
  const isTaken = (from: number, to: number) => all.some((one) => from < one.to && one.from < to)
  for (let at = 0; at < source.tokens.length; ) {
    const mention =
      isTaken(at, at + 1) || !mayOpenAt(source, at)
        ? null
        : (weakClock(source, at, all, trust) ?? part(source, at, all))
    if (mention && !isTaken(mention.from, mention.to)) {
      all.push(mention)
      at = mention.to
    } else at += 1
  }
  return all.sort((a, b) => a.start - b.start)
}

const weakClock = (source: Source, at: number, found: Mention[], trust: Trust): Mention | null => {
  const clock = ledClock(source, at)
  if (!clock) return null
  const mention: Mention = { kind: 'clock', ...clock.value, ...placeOf(source, at, clock.next) }
  const loose = trust && (clock.value.clock.digital || clock.value.lead !== null)
  return loose || isMeantClock(source, mention, clock.value, found) || isEarly(source, mention, found) ? mention : null
}

/** "8 tonight", "tomorrow 1030": a bare hour right beside a day with a part, or four digits behind a day. */
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
    before?.kind === 'day' &&
    mention.to - mention.from === 1 &&
    digits >= 3 &&
    !isYear(tokens[mention.from]?.number) &&
    closesTime(text, mention.end)
  )
}

const isYear = (number: number | undefined): boolean => number !== undefined && number >= 1900 && number < 2100

const part = (source: Source, at: number, found: Mention[]): Mention | null => {
  const read = ledPart(source, at)
  if (!read) return null
  const mention: Mention = { kind: 'part', part: read.value.part, ...placeOf(source, at, read.next) }
  const isNextTo = found.some(
    (other) => (isDated(other) || other.kind === 'clock') && touches(source.text, other, mention),
  )
  const follows = found.some(
    (other) => isDated(other) && other.end <= mention.start && touches(source.text, other, mention),
  )
  const capital = /^\p{Lu}(?!\.?M\b)/u.test(source.text.slice(mention.start, mention.end))
  return read.value.led || (follows && !capital) || (isNextTo && !capital && follows) ? mention : null
}

const FILLER = /^(?:,|\(|\)|\[|\]|-|–|—|\.|and|;)$/u

/** What a text says about time. A text that is nothing else is taken at its word. */
export const mentionsIn = (source: Source): Mention[] => {
  const first = source.tokens.find(({ text }) => !FILLER.test(text))
  if (first && !mayOpen(first)) return secondPass(source, firstPass(source, false), false)
  const trusting = secondPass(source, firstPass(source, true), true)
  const covered = new Set(trusting.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)))
  const isAll = source.tokens.every(({ text }, i) => covered.has(i) || FILLER.test(text))
  return isAll ? trusting : secondPass(source, firstPass(source, false), false)
}
