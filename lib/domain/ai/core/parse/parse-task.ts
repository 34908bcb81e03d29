import { doubtsIn } from '../../../text/doubts.ts'
import { type Reading, readingsOf, unparsedOf } from '../../../text/read.ts'
import { NOTHING, type Said } from '../../../text/when.ts'
import type { DateString } from '../../../time/dates.ts'
import { localDateOf } from '../../../time/zone.ts'
import type { Area, Priority, SubCategory } from '../../../vocabulary.ts'
import { categoryOf } from '../category.ts'
import { bracketed, cut, type Draft, draftOf, keep, type Span, titleOf } from './draft.ts'
import { takeLabels, takePriority } from './marks.ts'
import { type LocalMoment, settle, type When } from './settle.ts'

/** What a line of text says about a task. Null where it says nothing. */
export type ParsedTask = {
  title: string
  /** What did not fit the title: further lines, word for word. */
  description: string | null
  dueDate: DateString | null
  /** The day to do it on, where the text names one besides the due day. */
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
  /** Words about days, times or recurrences that were not understood. They stay in the title. */
  unparsed: string[]
  /** Words that were read and could be meant otherwise: "at 3" is taken as 15:00. */
  assumed: string[]
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
  const read = takeTimes(ranked.draft, { today, now, zone })
  const title = titleOf(read.draft)
  const category = categoryOf(title, marked.labels)
  return {
    title,
    description: rest || null,
    ...read.when,
    size: read.takes ?? read.minutes,
    priority: ranked.priority,
    labels: marked.labels,
    repeatFrom: read.repeatFrom,
    area: category?.area ?? null,
    subCategory: category?.subCategory ?? null,
    unparsed: read.unparsed,
    assumed: read.assumed,
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

type Times = {
  draft: Draft
  when: Omit<When, 'minutes'>
  minutes: number | null
  takes: number | null
  repeatFrom: ParsedTask['repeatFrom']
  unparsed: string[]
  assumed: string[]
}

const NO_TIME: When = {
  dueDate: null,
  scheduledDate: null,
  scheduledStart: null,
  scheduledEnd: null,
  rrule: null,
  minutes: null,
}

type Understood = Reading & { said: Said }
const isUnderstood = (reading: Reading): reading is Understood => reading.said !== null

/** Days, times, the recurrence and the length, each chain of words as a whole or not at all. */
const takeTimes = (draft: Draft, moment: LocalMoment): Times => {
  const readings = readingsOf(draft.left, moment.today)
  const chosen = choose(readings.filter(isUnderstood))
  const settled = settle(chosen.said, moment)
  const lost = settled === null ? chosen.used : []
  const unparsed = [
    ...readings.map((reading) => unparsedOf(draft.left, reading)),
    ...lost.map(({ start, end }) => draft.left.slice(start, end).trim()),
  ].filter((text) => text !== null)
  const { minutes, ...when } = settled ?? NO_TIME
  const withoutTimes = settled === null ? draft : chosen.used.reduce((so, one) => cutChain(so, one, chosen.said), draft)
  const { repeats } = chosen.said
  return {
    ...takeLength(withoutTimes, readings, draft.left),
    when,
    minutes,
    repeatFrom: repeats && settled ? (repeats.completion ? 'completion' : 'dueDate') : null,
    unparsed,
    assumed:
      settled === null
        ? []
        : chosen.used.flatMap(({ mentions }) => doubtsIn(draft.left, mentions, chosen.said, moment.today)),
  }
}

type Chosen = { said: Said; used: Understood[] }

/** The recurrence, the due day, the day to do it on and the time, out of all chains. */
const choose = (readings: Understood[]): Chosen => {
  const series = readings.find(({ said }) => said.repeats?.sure) ?? readings.find(({ said }) => said.repeats)
  const dated = readings.filter(({ said }) => said.day !== null && (!said.repeats || said === series?.said))
  const due = dated.find(({ said }) => said.day?.role === 'due' || said.day?.role === 'before') ?? dated[0]
  const day = series?.said.day ? series : due
  const other = series || day?.said.doOn || !isDue(day) ? undefined : dated.find((one) => one !== day && !isDue(one))
  const timed =
    [other, day, series].find((one) => one && hasTime(one)) ?? readings.find((one) => !one.said.repeats && hasTime(one))
  const used = [...new Set([series, day, other, timed])].filter((one) => one !== undefined)
  const base = series?.said ?? day?.said ?? timed?.said ?? NOTHING
  return {
    used,
    said: {
      ...base,
      day: day?.said.day ?? null,
      doOn: day?.said.doOn ?? other?.said.day ?? null,
      clock: timed?.said.clock ?? null,
      part: timed?.said.part ?? null,
    },
  }
}

const isDue = (reading: Understood | undefined): boolean =>
  reading?.said.day?.role === 'due' || reading?.said.day?.role === 'before'
const hasTime = ({ said }: Understood): boolean => said.clock !== null || said.part !== null

/** Takes what a chain says out of the title, with the commas between. Ends without a series stay. */
const cutChain = (draft: Draft, { mentions }: Understood, said: Said): Draft => {
  const used = mentions.filter(
    ({ kind }) => kind !== 'takes' && (said.repeats !== null || (kind !== 'times' && kind !== 'lasts')),
  )
  return used.reduce<Draft>((so, mention, i) => {
    const next = used[i + 1]
    const between = next ? draft.left.slice(mention.end, next.start) : ''
    const joined = next !== undefined && /^(?:[\s,]*(?:and|of|[–—/|&+=>→-]{1,2})?[\s,]*|T)$/iu.test(between)
    return cut(so, bracketed(draft.left, { start: mention.start, end: joined ? next.start : mention.end }))
  }, draft)
}

/** How long it takes. "a 20 minute nap" stays in the title. */
const takeLength = (draft: Draft, readings: Reading[], text: string): { draft: Draft; takes: number | null } => {
  for (const { mentions, said } of readings) {
    const length = mentions.find((one) => one.kind === 'takes')
    if (!said || length?.kind !== 'takes') continue
    const at: Span = bracketed(text, length)
    return { takes: length.minutes, draft: length.attribute ? keep(draft, length) : cut(draft, at) }
  }
  return { draft, takes: null }
}
