import type { Day } from '../days/day.ts'
import type { Source } from '../tokens/reader.ts'
import { type Candidate, letters, placeOf } from './candidate.ts'
import { sureClock } from './candidate-clock.ts'
import { ledDay } from './leads.ts'
import { ledClock } from './led-clock.ts'
import type { Mention } from './mention.ts'
import { closesTime, meansDay, meansNumberedDay, meansNumericDate, textAfter, wordBefore } from './sense.ts'

/** A day where the words around it allow one. */
export const dayCandidate: Candidate = (source, at, trust) => {
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
