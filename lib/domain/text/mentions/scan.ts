import { mayOpen } from '../days/openers.ts'
import { recurrence, recurrenceStart } from '../recurrence/recurrence.ts'
import type { Source } from '../tokens/reader.ts'
import { type Candidate, placeOf, type Trust } from './candidate.ts'
import { partCandidate, sureClock, weakClock } from './candidate-clock.ts'
import { dayCandidate } from './candidate-day.ts'
import { lengthCandidate } from './candidate-length.ts'
import { countEnd, lengthEnd } from './leads.ts'
import type { Mention } from './mention.ts'
import { meansRepetition } from './sense.ts'

/** Everything in a text that is a day, a time, a recurrence, an end or a length, in order, none inside another. */

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

const counts: Candidate = (source, at) => {
  const found = countEnd(source, at)
  return found && { kind: 'times', times: found.value, ...placeOf(source, at, found.next) }
}
const lasting: Candidate = (source, at) => {
  const found = lengthEnd(source, at)
  return found && { kind: 'lasts', lasts: found.value, ...placeOf(source, at, found.next) }
}

const FIRST: Candidate[] = [repeating, lasting, dayCandidate, sureClock, lengthCandidate, counts]

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

/** Times that need their neighbours: "at 5", "8:45", "noon", and parts of the day next to a date. */
const secondPass = (source: Source, found: Mention[], trust: Trust): Mention[] => {
  const all = [...found]
  const isTaken = (from: number, to: number) => all.some((one) => from < one.to && one.from < to)
  for (let at = 0; at < source.tokens.length; ) {
    const mention =
      isTaken(at, at + 1) || !mayOpenAt(source, at)
        ? null
        : (weakClock(source, at, all, trust) ?? partCandidate(source, at, all))
    if (mention && !isTaken(mention.from, mention.to)) {
      all.push(mention)
      at = mention.to
    } else at += 1
  }
  return all.sort((a, b) => a.start - b.start)
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
