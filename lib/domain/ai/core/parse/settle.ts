import { DAY_MS } from '../../../../platform/units.ts'
import { shifted } from '../../../text/times/span.ts'
import { instantIn, type Zone } from '../../../text/times/zones.ts'
import { PART_MINUTES } from '../../../text/tokens/lexicon.ts'
import type { Said } from '../../../text/when.ts'
import { addDays, type DateString } from '../../../time/dates.ts'
import type { Moment } from '../../../time/moment.ts'
import { isRecurrenceRule } from '../../../time/rrule-check.ts'
import { rewritten } from '../../../time/rrule-text.ts'
import { instantOf, localDateOf, wallClock } from '../../../time/zone.ts'
import { firstDayOf } from './repetition.ts'

/** A moment with its local date. */
export type LocalMoment = Moment & { today: DateString }

export type When = {
  dueDate: DateString | null
  scheduledDate: DateString | null
  scheduledStart: string | null
  scheduledEnd: string | null
  rrule: string | null
  /** From the start to the end, where both are named. */
  minutes: number | null
}

const DAY = 1440

/** Days and times as a task holds them; null where what is said cannot be held, as an end before the beginning. */
export const settle = (said: Said, moment: LocalMoment): When | null => {
  const clock = timeOfDay(said)
  const where = said.clock?.zone ?? null
  const wall = wallClock(moment.now, moment.zone)
  const nowMinutes = Math.floor((wall % DAY_MS) / 60_000)
  if (clock && where !== null && said.day === null && !said.repeats) return nextThere(clock, where, moment)
  const minutes = clock && said.day === null && !said.repeats ? nextTurn(clock, nowMinutes) : (clock?.minutes ?? null)
  const free = minutes !== null && minutes <= nowMinutes ? addDays(moment.today, 1) : moment.today
  const start = instantOfOffset(said, moment)
  if (start !== null && clock) return null
  const first =
    start !== null ? localDateOf(start, moment.zone) : (said.day?.day ?? (clock || said.repeats ? free : null))
  const rule = said.repeats?.rule ?? null
  const due = first && rule ? firstDayOf(rule, first) : (said.day?.until ?? first)
  const doOn = said.doOn?.day ?? (said.day?.until ? said.day.day : null)
  const on = doOn ?? due
  const begins = start ?? (on !== null && minutes !== null ? instantThere(on, minutes, where, moment) : null)
  const rrule = rule && due ? ruleWithEnd(rule, said, due) : null
  if (rule && rrule === null) return null
  const local = begins !== null && where !== null ? localDateOf(begins - (minutes === DAY ? 1 : 0), moment.zone) : on
  if (rule && local !== on) return null
  const length = clock?.until && minutes !== null ? clock.until - clock.minutes : null
  return {
    dueDate: doOn === null ? local : due,
    scheduledDate: doOn === null ? null : local,
    scheduledStart: begins === null ? null : new Date(begins).toISOString(),
    scheduledEnd: begins === null || length === null ? null : new Date(begins + length * 60_000).toISOString(),
    rrule,
    minutes: length,
  }
}

type TimeOfDay = { minutes: number; until: number | null; open: boolean }

/**
 * One time out of a clock and a part of the day. An hour that says neither half is meant as people are awake: 7 to 6.
 * "friday night at 1am" is after the midnight that ends that night.
 */
const timeOfDay = ({ clock, part, repeats }: Said): TimeOfDay | null => {
  if (!clock) return part === null ? null : { minutes: part, until: null, open: false }
  const isAfterMidnight = part === PART_MINUTES.night && clock.minutes < 300
  if (isAfterMidnight && (clock.open || repeats === null))
    return { ...clock, minutes: clock.minutes + DAY, until: clock.until && clock.until + DAY, open: false }
  if (!clock.open) return clock
  if ((part === PART_MINUTES.night || part === PART_MINUTES.evening) && clock.minutes >= 720)
    return { ...clock, minutes: clock.minutes + 720, open: false }
  if (part !== null) return onHalf(clock, part >= 720, false)
  return onHalf(clock, clock.minutes < 420, true)
}

const onHalf = ({ minutes, until }: TimeOfDay, afternoon: boolean, open: boolean): TimeOfDay => {
  const by = afternoon && minutes < 720 ? 720 : 0
  return {
    minutes: minutes + by,
    until: until === null ? null : until > minutes + by ? until : until + by,
    open: open && by === 0,
  }
}

/** Without a day, 8:45 means the next one there is, and half past 12 at night may still come in this night. */
const nextTurn = ({ minutes, open }: TimeOfDay, now: number): number => {
  if (minutes > DAY && minutes - DAY > now) return minutes - DAY
  return open && minutes <= now && minutes < 720 ? minutes + 720 : minutes
}

const wallOf = (day: DateString, minutes: number): number => Date.parse(`${day}T00:00:00Z`) + minutes * 60_000

const instantThere = (day: DateString, minutes: number, where: Zone | null, { zone }: LocalMoment): number =>
  where === null ? instantOf(wallOf(day, minutes), zone) : instantIn(wallOf(day, minutes), where)

/** The next time that clocks of another zone show this. */
const nextThere = (clock: TimeOfDay, where: Zone, { now, zone }: LocalMoment): When => {
  const there = typeof where === 'number' ? now + where * 60_000 : wallClock(now, where)
  const today = new Date(there).toISOString().slice(0, 10)
  const soon = instantIn(wallOf(today, clock.minutes), where)
  const begins = soon > now ? soon : instantIn(wallOf(addDays(today, 1), clock.minutes), where)
  const length = clock.until === null ? null : clock.until - clock.minutes
  return {
    dueDate: localDateOf(begins, zone),
    scheduledDate: null,
    scheduledStart: new Date(begins).toISOString(),
    scheduledEnd: length === null ? null : new Date(begins + length * 60_000).toISOString(),
    rrule: null,
    minutes: length,
  }
}

/** "in 2 hours": exactly so much later. "in 1 day and 2 hours": the hours from this time of that day. */
const instantOfOffset = ({ day }: Said, { now, zone, today }: LocalMoment): number | null => {
  if (day?.inMinutes === undefined) return null
  const from = day.day === today ? now : instantOf(wallOf(day.day, 0) + (wallClock(now, zone) % DAY_MS), zone)
  return from + day.inMinutes * 60_000
}

/** The rule with its end: a last day, a length of time or a number of occurrences. Null where there is no such rule. */
const ruleWithEnd = (rule: string, { times, lasts, until }: Said, first: DateString): string | null => {
  const last = until ?? (lasts === null ? null : addDays(shifted(first, lasts), -1))
  const ended = rewritten(rule, (endless) => ({
    ...endless,
    ...(times !== null && { count: times }),
    ...(last !== null && { until: last }),
  }))
  return ended === null || (last !== null && last < first) || !isRecurrenceRule(ended) ? null : ended
}
