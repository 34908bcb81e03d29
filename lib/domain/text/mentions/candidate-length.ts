import { isClockSpan, span } from '../times/span.ts'
import { longest, map, opt, phrase, type Reader, seq, token, word } from '../tokens/reader.ts'
import { type Candidate, letters, placeOf } from './candidate.ts'
import { isAttribute, meansLength, textAfter } from './sense.ts'

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
const TAKES_LEAD = opt(seq(APPROX, opt(longest<unknown>(APPROX, word(': .')))))
const TAKES_TAIL = longest<unknown>(
  word('long total max maximum'),
  phrase('or so'),
  phrase('or more'),
  phrase('or less'),
  phrase('in total'),
  phrase('at most'),
)
const AN_HOUR: Reader<unknown> = token(({ text }) => /^an?$/u.test(text))

/** How long something takes: "for 2 hours", "about an hour". */
export const lengthCandidate: Candidate = (source, at) => {
  const found = map(seq(TAKES_LEAD, opt(word('~')), span, opt(TAKES_TAIL)), ([lead, , by]) => ({ lead, by }))(
    source,
    at,
  )
  if (!found || !isClockSpan(found.value.by) || /^(?:second|sec)/u.test(source.tokens[found.next - 1]?.text ?? ''))
    return null
  const minutes = Math.round(found.value.by.minutes)
  const stretch = letters(source, at, found.next)
  if (
    found.value.lead === null &&
    AN_HOUR(source, at) &&
    !(minutes >= 15 && textAfter(source.text, stretch.end) === '')
  )
    return null
  if (/^(?:at|@)$/u.test(source.tokens[at - 1]?.text ?? '')) return null
  if (!meansLength(source.text, stretch, minutes)) return null
  const attribute = isAttribute(source.text, stretch)
  return { kind: 'takes', minutes, attribute, ...placeOf(source, at, found.next) }
}
