import { addDays, type DateString } from '../../../time/dates.ts'
import { instantOf, localDateOf, wallClock } from '../../../time/zone.ts'
import type { Area, Priority, SubCategory } from '../../../vocabulary.ts'
import { categoryOf } from '../category.ts'
import { type DayMention, daysIn } from './days.ts'
import { cut, type Draft, draftOf, type Span, titleOf } from './draft.ts'
import { bracketed, takeDuration } from './duration.ts'
import { takeLabels, takePriority } from './marks.ts'
import { type Repetition, takeRecurrence } from './recurrence.ts'
import { firstDayOf, ruleWithEnd } from './repetition.ts'
import { type TimeMention, timesIn, touches } from './times.ts'

/** What a line of text says about a task. Null where it says nothing. */
export type ParsedTask = {
  title: string
  /** What did not fit the title: further lines, word for word. */
  description: string | null
  dueDate: DateString | null
  /** The day to do it on, where the text names it beside the due day. */
  scheduledDate: DateString | null
  /** Instants, where the text names a time. */
  scheduledStart: string | null
  scheduledEnd: string | null
  /** Minutes. */
  size: number | null
  priority: Priority | null
  labels: string[]
  rrule: string | null
  repeatFrom: 'dueDate' | 'completion' | null
  area: Area | null
  subCategory: SubCategory | null
}

export type ParseContext = { now: number; zone: string }

/** A title holds this much; dates are looked for in it alone, which also bounds the work. */
const MAX_TITLE = 500

/**
 * Reads a task as people type it. What was understood leaves the title, the rest is kept as typed. Days lie ahead
 * unless the text names one that is past. Never throws; time is linear in the length of the text.
 */
export const parseTask = (input: string, { now, zone }: ParseContext): ParsedTask => {
  const { head, rest } = split(input)
  const today = localDateOf(now, zone)
  const marked = takeLabels(draftOf(head))
  const ranked = takePriority(marked.draft)
  const repeated = takeRecurrence(ranked.draft)
  const sized = takeDuration(repeated.draft)
  const dated = takeDates(sized.draft, { today, now, zone }, repeated.repetition)
  const title = titleOf(dated.draft)
  const category = categoryOf(title, marked.labels)
  return {
    title,
    description: rest || null,
    ...dated.when,
    size: sized.minutes ?? dated.minutes,
    priority: ranked.priority,
    labels: marked.labels,
    repeatFrom: repeated.repetition?.repeatFrom ?? null,
    area: category?.area ?? null,
    subCategory: category?.subCategory ?? null,
  }
}

/** The first line, at most as long as a title, and everything after it. */
const split = (input: string): { head: string; rest: string } => {
  const text = input.trim()
  const lineEnd = text.search(/[\r\n]/u)
  const line = lineEnd < 0 ? text : text.slice(0, lineEnd)
  if (line.length <= MAX_TITLE) return { head: line, rest: text.slice(line.length).trim() }
  const space = line.lastIndexOf(' ', MAX_TITLE)
  const pair = /[\uD800-\uDBFF]/u.test(line[MAX_TITLE - 1] ?? '') ? 1 : 0
  const end = space > MAX_TITLE / 2 ? space : MAX_TITLE - pair
  return { head: line.slice(0, end), rest: text.slice(end).trim() }
}

type When = Pick<ParsedTask, 'dueDate' | 'scheduledDate' | 'scheduledStart' | 'scheduledEnd' | 'rrule'>
type Moment = ParseContext & { today: DateString }
type Role = 'due' | 'start' | 'until' | null
type Day = DayMention & { role: Role }

const LEAD =
  /(?<![\p{L}\p{N}_])((?:(?:due|deadline|do|scheduled|schedule|starting|beginning|start|from|by|on|before|until|till|through|for|around|at|@)(?:\s+(?:date|on|by|at|for|from))?)\s*(?::|is\b)?)\s*$/iu

/** With the words that lead to a date, its brackets, and what they make of it. */
const led = (text: string, { start, end }: Span): Span & { role: Role } => {
  const lead = LEAD.exec(text.slice(0, start))
  const words = /^(?:on|by|due|before|until|from)?/iu.exec(text.slice(start, end))?.[0] ?? ''
  const word = (lead?.[1] ?? words).toLowerCase()
  const role = /^(?:due|deadline|by|before)/u.test(word)
    ? 'due'
    : /^(?:until|till|through)/u.test(word)
      ? 'until'
      : /^(?:start|beginning|from|schedul)/u.test(word)
        ? 'start'
        : null
  return { ...bracketed(text, { start: lead ? lead.index : start, end }), role }
}

const takeDates = (
  draft: Draft,
  moment: Moment,
  repetition: Repetition | null,
): { draft: Draft; when: When; minutes: number | null } => {
  const mentions: Day[] = daysIn(draft, moment.today).map((day) => ({ ...day, ...led(draft.left, day) }))
  const until = repetition ? (mentions.find(({ role }) => role === 'until') ?? null) : null
  const days = mentions.filter((day) => day !== until)
  const due = days.find(({ role }) => role === 'due') ?? days[0] ?? null
  const scheduled =
    due?.role === 'due' && !repetition ? (days.find((day) => day !== due && day.role !== 'due') ?? null) : null
  const times = timesIn(draft, [...mentions, ...(repetition ? [repetition.span] : [])])
  const time = clockFor(draft.left, times, scheduled ?? due)
  const used = [due, scheduled, until].filter((day) => day !== null)
  const cuts = [...used, ...time.map((mention) => ({ ...mention, ...led(draft.left, mention) }))]
  const rest = cuts.reduce<Draft>((so, span) => cut(so, span), draft)
  return { draft: rest, ...settle({ due, scheduled, until, times: time, repetition }, moment) }
}

/** The first time beside the day, else the first; with the part of the day that goes with it ("at 7 in the evening"). */
const clockFor = (text: string, times: TimeMention[], day: Day | null): TimeMention[] => {
  const first = times.find((time) => day !== null && touches(text, day, time)) ?? times[0]
  if (!first) return []
  const partner = times.find((other) => other !== first && touches(text, first, other))
  return partner ? [first, partner] : [first]
}

type Facts = {
  due: Day | null
  scheduled: Day | null
  until: Day | null
  times: TimeMention[]
  repetition: Repetition | null
}

const settle = (
  { due, scheduled, until, times, repetition }: Facts,
  moment: Moment,
): { when: When; minutes: number | null } => {
  const clock = timeOfDay(times, due?.evening ?? false, repetition?.time ?? null)
  const wall = wallClock(moment.now, moment.zone)
  const nowMinutes = Math.floor((wall % 86_400_000) / 60_000)
  const moving = due === null && scheduled === null
  const minutes = clock && moving ? nextTurn(clock, nowMinutes) : (clock?.minutes ?? null)
  const free = minutes !== null && minutes <= nowMinutes ? addDays(moment.today, 1) : moment.today
  const start = due?.offsetMs !== undefined ? moment.now + due.offsetMs : null
  const first = start !== null ? localDateOf(start, moment.zone) : (due?.day ?? (clock || repetition ? free : null))
  const dueDate = first && repetition ? firstDayOf(repetition.rule, first) : (due?.until ?? first)
  const doDay = scheduled?.day ?? (due?.until ? due.day : null)
  const on = doDay ?? dueDate
  const begins =
    start ??
    (on !== null && minutes !== null ? instantOf(Date.parse(`${on}T00:00:00Z`) + minutes * 60_000, moment.zone) : null)
  const length = clock?.until && minutes !== null ? clock.until - clock.minutes : null
  return {
    when: {
      dueDate,
      scheduledDate: doDay,
      scheduledStart: begins === null ? null : new Date(begins).toISOString(),
      scheduledEnd: begins === null || length === null ? null : new Date(begins + length * 60_000).toISOString(),
      rrule: repetition && dueDate ? ruleWithEnd(repetition, dueDate, until?.day ?? null) : null,
    },
    minutes: length,
  }
}

type Clock = { minutes: number; until: number | null; open: boolean }

/** One time out of a clock, a part of the day and "tonight". An open hour is meant as people are awake: 7 to 6. */
const timeOfDay = ([first, second]: TimeMention[], evening: boolean, byRule: number | null): Clock | null => {
  if (!first)
    return evening
      ? { minutes: 20 * 60, until: null, open: false }
      : byRule === null
        ? null
        : { minutes: byRule, until: null, open: false }
  const exact = first.open || !second ? first : second.open ? second : first
  const part = second ? (exact === first ? second : first).minutes : evening ? 20 * 60 : byRule
  if (!exact.open) return exact
  if (part !== null && part !== undefined) return shifted(exact, part >= 12 * 60, false)
  return shifted(exact, exact.minutes < 7 * 60, true)
}

const shifted = ({ minutes, until }: Clock, afternoon: boolean, open: boolean): Clock => {
  const by = afternoon && minutes < 12 * 60 ? 12 * 60 : 0
  return { minutes: minutes + by, until: until === null ? null : until + by, open: open && by === 0 }
}

/** Without a day, 8:45 means the next one there is. */
const nextTurn = ({ minutes, open }: Clock, now: number): number =>
  open && minutes <= now && minutes < 12 * 60 ? minutes + 12 * 60 : minutes
