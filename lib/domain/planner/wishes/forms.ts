import type { Clock } from '../../text/times/clock.ts'
import { minutesOf, rangeOf } from './hours.ts'
import { asWritten, CLOCK, LENGTH, type Phrases } from './phrases.ts'

/** What a wish without its days says. `start`, `end`: minutes after midnight, 0 and 1,440 for the whole day. */
export type Form =
  | { kind: 'keepFree'; start: number; end: number }
  | { kind: 'noMeetings'; start: number; end: number }
  | { kind: 'appointment'; title: string; start: number; end: number | null }
  | { kind: 'by'; title: string; at: number }
  | { kind: 'after'; title: string; at: number }
  | { kind: 'focusHours'; hours: number }
  | { kind: 'buffer'; minutes: number }

const DAY = 24 * 60
const PARTS: Record<string, [number, number]> = {
  morning: [0, 12 * 60],
  afternoon: [12 * 60, 18 * 60],
  evening: [18 * 60, DAY],
  night: [18 * 60, DAY],
  lunch: [12 * 60, 13 * 60],
}
const SPAN = `((?:(?:before|until|till|after|from|between|during|in|at|the|all|over|my|since)\\s+)*(?:${CLOCK}(?:\\s*(?:-|–|to|and|until|till)\\s*${CLOCK})?(?:\\s+on(?:wards?)?)?|(?:morning|afternoon|evening|night|lunch)s?(?:\\s?time)?(?:\\s+(?:before|until|till|after|from)\\s+${CLOCK})?|day))?`

const pattern = (source: string): RegExp =>
  new RegExp(`^(?:please\\s+|i(?:['’]d| would)? like to\\s+|i want to\\s+)?${source}$`, 'iu')

/** A stretch of a day in words; '' is the whole day. */
const spanOf = (text: string, phrases: Phrases): { start: number; end: number } | null => {
  const words = text.toLowerCase().trim()
  if (/^(?:(?:the|all|my|during|whole)\s+)*(?:day)?$/u.test(words)) return { start: 0, end: DAY }
  const [, part, rest = ''] = /(morning|afternoon|evening|night|lunch)s?(?:\s?time)?(.*)$/u.exec(words) ?? []
  if (part) {
    const [start, end] = PARTS[part] ?? [0, DAY]
    const within = spanOf(rest, phrases)
    return within && { start: Math.max(start, within.start), end: Math.min(end, within.end) }
  }
  const [from, to] = [...words.matchAll(new RegExp(CLOCK, 'gu'))].map(([, place]) => clockAt(place, phrases))
  if (!from) return null
  if (to) return rangeOf(from, to)
  if (/^(?:before|until|till)/u.test(words)) {
    const end = minutesOf(from, 5)
    return end === null ? null : { start: 0, end }
  }
  const start = /^(?:after|from|since)/u.test(words) ? minutesOf(from, 9) : null
  return start === null || start >= DAY ? null : { start, end: DAY }
}

const clockAt = (place: string | undefined, { clocks }: Phrases): Clock | undefined =>
  place === undefined ? undefined : clocks[Number(place)]?.clock

const timeAt = (place: string | undefined, pmBelow: number, phrases: Phrases): number | null => {
  const clock = clockAt(place, phrases)
  return clock ? minutesOf(clock, pmBelow) : null
}

const span = (kind: 'keepFree' | 'noMeetings', text: string | undefined, phrases: Phrases): Form | null => {
  const found = spanOf(text ?? '', phrases)
  return found && { kind, ...found }
}

const upTo = (place: string | undefined, phrases: Phrases): Form | null => {
  const start = timeAt(place, 9, phrases)
  return start === null || start >= DAY ? null : { kind: 'keepFree', start, end: DAY }
}

const ANYTHING = '(?:anything|things?|tasks?|work|blocks?|something)'
const WORKING = '(?:\\s+(?:work|working|my day|the day|today))?'

const FORMS: [RegExp, (match: string[], phrases: Phrases) => Form | null][] = [
  [
    pattern(`no\\s+(?:more\\s+)?(?:meetings?|calls?|meetings or calls|calls or meetings)(?:\\s+${SPAN})?`),
    ([, words], phrases) => span('noMeetings', words, phrases),
  ],
  [
    pattern(
      `(?:nothing|no\\s+(?:more\\s+)?${ANYTHING}|(?:do not|don['’]t)\\s+(?:plan|schedule|put|book)\\s+${ANYTHING})(?:\\s+${SPAN})?`,
    ),
    ([, words], phrases) => span('keepFree', words, phrases),
  ],
  [pattern(`(?:not|never)\\s+${SPAN}`), ([, words], phrases) => (words ? span('keepFree', words, phrases) : null)],
  [
    pattern(
      `(?:keep|leave|block|reserve|hold)(?:\\s+(?:off|free|open))?(?:\\s+${SPAN})?(?:\\s+(?:free|open|clear|empty|off))?`,
    ),
    ([, words], phrases) => span('keepFree', words, phrases),
  ],
  [
    pattern(
      `(?:(?:i\\s+am|i['’]m)\\s+)?(?:off|away|out|busy|unavailable|not available|on leave|day off)(?:\\s+${SPAN})?`,
    ),
    ([, words], phrases) => span('keepFree', words, phrases),
  ],
  [pattern(`${SPAN}\\s+off`), ([, words], phrases) => span('keepFree', words, phrases)],
  [
    pattern(`(?:i\\s+)?(?:start|begin)${WORKING}\\s+(?:at|after|from|no earlier than|not before)\\s+${CLOCK}`),
    ([, time], phrases) => {
      const end = timeAt(time, 5, phrases)
      return end === null || end === 0 ? null : { kind: 'keepFree', start: 0, end }
    },
  ],
  [
    pattern(
      `(?:i\\s+)?(?:(?:have|need|want) to\\s+)?(?:stop|finish|end|leave|quit|be done|done)${WORKING}\\s+(?:at|by|before|no later than)\\s+${CLOCK}`,
    ),
    ([, time], phrases) => upTo(time, phrases),
  ],
  [
    pattern(
      `(?:only|at most|max(?:imum)?|no more than|not more than|up to)\\s+${LENGTH}(?:\\s+of\\s+(?:deep\\s+|focus(?:ed)?\\s+)?(?:work|focus|tasks))?(?:\\s+(?:of\\s+)?(?:a|per|each)\\s+day)?`,
    ),
    ([, place], { lengths }) => ({ kind: 'focusHours', hours: (lengths[Number(place)]?.minutes ?? 0) / 60 }),
  ],
  [
    pattern(
      `(?:(?:leave|keep|have|with|a|at least)\\s+)*${LENGTH}\\s+(?:(?:breaks?|buffers?|pauses?|gaps?|of|free)\\s*)*between\\s+(?:all\\s+)?(?:tasks|blocks|meetings|everything|things)`,
    ),
    ([, place], { lengths }) => ({ kind: 'buffer', minutes: lengths[Number(place)]?.minutes ?? 0 }),
  ],
  [
    pattern(
      `(?:(?:i have|there is)\\s+(?:an?\\s+)?)?(.+?)\\s+(?:(?:from|between|at)\\s+)?${CLOCK}\\s*(?:-|–|to|and|until|till)\\s*${CLOCK}`,
    ),
    ([, title = '', first, last], phrases) => {
      const [from, to] = [clockAt(first, phrases), clockAt(last, phrases)]
      const range = from && to ? rangeOf(from, to) : null
      return range && { kind: 'appointment', title, ...range }
    },
  ],
  [
    pattern(
      `(?:(?:i have|there is)\\s+(?:an?\\s+)?)?(.+?)\\s+(?:at|@)\\s*${CLOCK}(?:\\s+for\\s+(?:about\\s+)?${LENGTH})?`,
    ),
    ([, title = '', time, length], phrases) => {
      const start = timeAt(time, LATE.test(title) ? 12 : 7, phrases)
      if (start === null || start >= DAY) return null
      const minutes = length === undefined ? null : (phrases.lengths[Number(length)]?.minutes ?? null)
      return { kind: 'appointment', title, start, end: minutes === null ? null : Math.min(DAY, start + minutes) }
    },
  ],
  [
    pattern(
      `(?:(?:finish|do|complete|have|get)\\s+)?(.+?)(?:\\s+(?:done|finished|ready))?\\s+(by|before|after)\\s+${CLOCK}`,
    ),
    ([, title = '', side = '', time], phrases) => {
      const at = timeAt(time, side.toLowerCase() === 'after' ? 9 : 7, phrases)
      return at === null ? null : { kind: side.toLowerCase() === 'after' ? 'after' : 'by', title, at }
    },
  ],
]

/** Bare hours of these are of the evening. */
const LATE =
  /(?<!\p{L})(?:dinner|supper|drinks|party|movies?|cinema|concert|theat(?:er|re)|opera|date night)(?!\p{L})/iu
/** A time within a title: it is two wishes. */
const TIMED = /(?<!\p{L})(?:at|by|before|after|from|until)\s*\d|\d\s?[ap]\.?m(?!\p{L})/iu
/** Words that are no appointment, whatever hour follows them. */
const NO_TITLE =
  /^(?:i|not?|nothing|keep|leave|block|stop|start|begin|finish|end|done|before|after|only|max|from|between|work|at|it|be|if|when|maybe|something)\b/iu

const isTitle = (text: string): boolean => !NO_TITLE.test(text) && !TIMED.test(text) && text.split(/\s+/u).length <= 8

/** What a wish says, once its days are taken out; null where we are not sure. */
export const formOf = (phrases: Phrases): Form | null => {
  for (const [form, reading] of FORMS) {
    const match = form.exec(phrases.text)
    const read = match && reading([...match], phrases)
    const found = read && 'title' in read ? { ...read, title: asWritten(read.title, phrases) } : read
    if (!found) continue
    if ('title' in found && !isTitle(found.title)) continue
    return 'start' in found && found.end !== null && found.end <= found.start ? null : found
  }
  return null
}
