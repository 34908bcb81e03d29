import { cut, type Draft, keep, type Span, textAfter, wordBefore } from './draft.ts'
import { spanOf } from './marks.ts'
import { numberOf } from './words.ts'

const BEFORE =
  /(?<![\p{L}\p{N}_.,$€£#:/–-])(?:(?:for|takes?|taking|about|approx\.?|around|est\.?|duration:?)\s+)*~?\s?/u.source
const AFTER = /(?![\p{L}\p{N}_])/u.source
const HOURS = 'h(?:(?:ou)?rs?)?|Hrs?'
const MINUTES = 'm(?:in(?:ute)?s?)?'
const AMOUNT = '\\d{1,3}(?:[.,]\\d{1,2})?|one|two|three|four|five|six|seven|eight|nine|ten'

const FORMS: { pattern: RegExp; minutes: (match: RegExpExecArray) => number }[] = [
  {
    pattern: new RegExp(
      `${BEFORE}(\\d{1,2})\\s?(${HOURS})(?:\\s?|\\s+and\\s+)(\\d{1,2})\\s?(?:${MINUTES})?${AFTER}`,
      'gu',
    ),
    minutes: ([, hours, , minutes]) => Number(hours) * 60 + Number(minutes),
  },
  {
    pattern: new RegExp(`${BEFORE}(${AMOUNT})[\\s-]?(${HOURS})${AFTER}`, 'gu'),
    minutes: ([, hours = '']) => amountOf(hours) * 60,
  },
  {
    pattern: new RegExp(`${BEFORE}(${AMOUNT})[\\s-]?(${MINUTES})${AFTER}`, 'gu'),
    minutes: ([, minutes = '']) => amountOf(minutes),
  },
  { pattern: new RegExp(`${BEFORE}half(?: an|-an)?[ -]hour${AFTER}`, 'gu'), minutes: () => 30 },
  {
    pattern: /(?<![\p{L}\p{N}_-])(?:for|takes|about)\s+an?\s+hour(\s+and\s+a\s+half)?(?![\p{L}-])/gu,
    minutes: ([, half]) => (half ? 90 : 60),
  },
  { pattern: /(?<![\p{L}\p{N}_-])(?:for|takes|about)\s+an?\s+(?:couple of hours)(?![\p{L}-])/gu, minutes: () => 120 },
]

const amountOf = (text: string): number => (/^\d/u.test(text) ? Number(text.replace(',', '.')) : numberOf(text))

/** "in 30 minutes" is a time, "every 2 hours" a rhythm, "30 minutes ago" the past. */
const OTHER_SENSE = /^(?:in|within|after|every|each|last|past|next|first|under|per|of|than|by)$/iu
const OTHER_SENSE_AFTER = /^(?:ago|before|after|later|late|early|earlier|old|from|away|left|per|\/)(?![\p{L}])/iu
const DETERMINER = /^(?:an?|the|my|our|your|his|her|their|another|this|that|one|quick|short|long)$/iu
const DISTANCE = /^(?:run|ran|swim|sprint|row|walk|jog|cycle|ski|dash|dive|climb)$/iu
const A_DAY = 24 * 60

/** The minutes that the line says it takes, or null. Attributes ("a 20 minute nap") stay in the title. */
export const takeDuration = (draft: Draft): { draft: Draft; minutes: number | null } => {
  for (const { pattern, minutes } of FORMS) {
    for (const match of draft.left.matchAll(pattern)) {
      const found = Math.round(minutes(match as RegExpExecArray))
      const span = trimmed(spanOf(match), match[0])
      if (found <= 0 || found > A_DAY || !isDuration(draft.left, span)) continue
      return {
        draft: isAttribute(draft.left, span) ? keep(draft, span) : cut(draft, bracketed(draft.left, span)),
        minutes: found,
      }
    }
  }
  return { draft, minutes: null }
}

const trimmed = ({ start, end }: Span, text: string): Span => ({
  start: start + text.length - text.trimStart().length,
  end,
})

const isDuration = (text: string, span: Span): boolean => {
  const [word, before] = [text.slice(span.start, span.end), wordBefore(text, span.start)]
  if (OTHER_SENSE.test(before) || OTHER_SENSE_AFTER.test(textAfter(text, span.end))) return false
  return !(/\dm$/u.test(word) && (DISTANCE.test(before) || Number.parseInt(word, 10) > 480))
}

const isAttribute = (text: string, { start, end }: Span): boolean => {
  const word = text.slice(start, end)
  const follows = /^\s+\p{L}/u.test(text.slice(end))
  const singular = /(?:[2-9]|\d\d)[\s-](?:hour|minute)$/u.test(word)
  return follows && (singular || /\d-/u.test(word) || DETERMINER.test(wordBefore(text, start)))
}

/** With the brackets that hold nothing else. */
export const bracketed = (text: string, { start, end }: Span): Span => {
  const opened = /[([]\s*$/u.exec(text.slice(0, start))
  const closed = /^\s*[)\]]/u.exec(text.slice(end))
  return opened && closed ? { start: opened.index, end: end + closed[0].length } : { start, end }
}
