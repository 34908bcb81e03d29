import type { DateString } from '../../time/dates.ts'
import type { Part } from '../tokens/lexicon.ts'

/** A day that a text names. */
export type Day = {
  day: DateString
  /** The last day of several: "June 5-8". */
  until?: DateString
  /** "tonight", "this morning". */
  part?: Part
  /** Minutes from now, for "in 2 hours": the day is then today. */
  inMinutes?: number
  /** It names a day whatever stands around it; others are read as days only where their neighbours allow it. */
  sure: boolean
  /** A week, month or quarter as a whole ("this month"), which a series lasts for. */
  period?: { first: DateString; last: DateString }
  /** "in the next 3 weeks": no later than this day. */
  within?: true
  /** "end of day": of today, or of the day that stands with it. */
  endOfDay?: true
  /** Known by its name ("christmas"), which may also describe a thing. */
  holiday?: true
  /** Its parts disagree ("Friday, Sep 20" where that is a Sunday): it says nothing. */
  conflict?: true
}

export const sureDay = (day: DateString | null): Day | null => (day === null ? null : { day, sure: true })
export const looseDay = (day: DateString | null): Day | null => (day === null ? null : { day, sure: false })
