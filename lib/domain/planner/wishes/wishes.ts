import { rootSet } from '../../ai/core/likeness.ts'
import { sourceOf } from '../../text/read.ts'
import type { Part } from '../../text/tokens/lexicon.ts'
import type { DateString } from '../../time/dates.ts'
import type { Asked } from '../facts/constraint.schema.ts'
import { daysIn } from './days.ts'
import { type Form, formOf } from './forms.ts'
import { clockText, MIDNIGHT } from './hours.ts'
import { type Phrases, phrasesIn } from './phrases.ts'

export type Wishes = { text: string; range: DateString[]; today: DateString; tasks: { id: string; title: string }[] }

/** What was understood of a text, and the parts of it that were not. */
export type Understood = { asked: Asked[]; left: string[] }

const SEPARATOR =
  /(\s*[;,\n]+\s*(?:(?:and|but|then|also|plus)\s+)?|\s*[.!?]+(?:\s+|$)|\s+(?:and|but|then|also|plus)\s+)/iu
const MOST_PIECES = 40
const MOST_JOINED = 4
const LONGEST = 300

/**
 * The rules in a text: "no meetings before 10, keep Friday afternoon free and gym at 6pm". It is cut at commas, ends and
 * "and"; of the pieces those that follow each other are read together where that makes sense, the longest first. What is
 * not surely understood is left, word for word. Linear in the length of the text.
 */
export const constraintsIn = (wishes: Wishes): Understood => {
  const pieces = wishes.text.split(SEPARATOR).slice(0, 2 * MOST_PIECES)
  const found: Understood = { asked: [], left: [] }
  for (let i = 0; i < pieces.length; ) {
    const [asked, next] = longestFrom(pieces, i, wishes)
    const text = pieces
      .slice(i, next - 1)
      .join('')
      .trim()
    if (asked) found.asked.push(asked)
    else if (/[\p{L}\p{N}]/u.test(text)) found.left.push(text)
    i = next
  }
  return found
}

/** Pieces stand at even places, what separates them at odd ones. A day that disagrees with itself is left with its wish. */
const longestFrom = (pieces: string[], from: number, wishes: Wishes): [Asked | null, number] => {
  for (let count = MOST_JOINED; count >= 1; count -= 1) {
    const to = from + 2 * count - 1
    if (to > pieces.length) continue
    const text = pieces.slice(from, to).join('').trim()
    const asked = text.length > 0 && text.length <= LONGEST ? askedIn(text, wishes) : null
    if (asked === 'conflict' && count > 2) continue
    if (asked) return [asked === 'conflict' ? null : asked, to + 1]
  }
  return [null, from + 2]
}

const askedIn = (text: string, { range, today, tasks }: Wishes): Asked | 'conflict' | null => {
  const source = sourceOf(text, today)
  const days = daysIn(source, range)
  if (days === 'conflict') return days
  const form = formOf(inPart(phrasesIn(source, days), days?.part ?? null))
  return form && ruleOf(form, { text, dates: days?.dates ?? null, range, tasks })
}

/** "Tonight at 7" is at 19:00; without a time it is the evening. */
const inPart = (phrases: Phrases, part: Part | null): Phrases => {
  if (part === null) return phrases
  if (phrases.clocks.length === 0) return { ...phrases, text: `${phrases.text} in the ${part}` }
  const by = part === 'morning' ? 0 : 720
  const clocks = phrases.clocks.map((one) => {
    const { open, minutes } = one.clock
    return open ? { ...one, clock: { ...one.clock, open: false, minutes: (minutes % 720) + by } } : one
  })
  return { ...phrases, clocks }
}

type About = { text: string; dates: DateString[] | null; range: DateString[]; tasks: Wishes['tasks'] }

const ruleOf = (form: Form, { text, dates, range, tasks }: About): Asked | null => {
  if (form.kind === 'focusHours')
    return form.hours >= 0.5 && form.hours <= 16 ? { kind: form.kind, text, dates: range, hours: form.hours } : null
  if (form.kind === 'buffer')
    return form.minutes <= 120 ? { kind: form.kind, text, dates: range, minutes: form.minutes } : null
  if (form.kind === 'keepFree' || form.kind === 'noMeetings') {
    // "Keep it free" says nothing; all of every day is not meant.
    if (form.kind === 'keepFree' && !dates && form.start === 0 && form.end === MIDNIGHT) return null
    return { kind: form.kind, text, dates: dates ?? range, ...hoursOf(form.start, form.end) }
  }
  // Something at a time is on one day, unless it is said to be on more.
  const days = dates ?? range.slice(0, 1)
  const taskId = taskNamed(form.title, tasks)
  if (form.kind === 'by' || form.kind === 'after') {
    if (!taskId) return null
    return form.kind === 'by'
      ? { kind: 'task', text, dates: days, taskId, ...hoursOf(0, form.at) }
      : { kind: 'task', text, dates: days, taskId, ...hoursOf(form.at, MIDNIGHT) }
  }
  const hours = hoursOf(form.start, form.end ?? MIDNIGHT)
  if (taskId) return { kind: 'task', text, dates: days, taskId, ...hours }
  return {
    kind: 'appointment',
    text,
    dates: days,
    title: form.title,
    ...hours,
    ...(form.end === null && hoursOf(0, Math.min(MIDNIGHT, form.start + USUAL_MINUTES))),
  }
}

/** How long something takes of which only the beginning is said. */
const USUAL_MINUTES = 60

const hoursOf = (start: number, end: number): Pick<Asked, 'start' | 'end'> => {
  const [from, to] = [clockText(start), clockText(end)]
  return { ...(start > 0 && from && { start: from }), ...(to && { end: to }) }
}

/** The one task whose title has every word that carries meaning; null where there is none or are several. */
const taskNamed = (words: string, tasks: Wishes['tasks']): string | null => {
  const roots = [...rootSet(words)]
  if (roots.length === 0) return null
  const named = tasks.filter(({ title }) => {
    const own = rootSet(title)
    return roots.every((root) => own.has(root))
  })
  return named.length === 1 ? (named[0]?.id ?? null) : null
}
