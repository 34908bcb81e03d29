import { addDays, type DateString, startOfWeek } from '../time/dates.ts'
import type { Mention, MentionOf } from './mentions/mention.ts'
import { isOfOtherSeason } from './times/zones.ts'
import { PART_MINUTES } from './tokens/lexicon.ts'
import type { Said } from './when.ts'

type DayMention = MentionOf<'day'>

/** Words that people mean in more than one way, by what they were read as. docs/decisions/text-grammar.md says how each is read. */
const DOUBTFUL: Partial<Record<Mention['kind'], RegExp[]>> = {
  day: [
    // The one of next week, or the one that comes next.
    /\bne?xt\s+(?:mon(?!th)|tue|wed|thu|fri|sat|sun)/iu,
    // The month first, or the day.
    /(?<!\d[/.-]|\d)(?!(\d{1,2})\/0?\1\b)(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|1[0-2])(?!\d|\/\d{3,}\/)/u,
    // The end of work, or of the day.
    /\b(?:eod|cob|(?:end|close) of (?:(?:the|this) )?(?:day|business))\b/iu,
    // Its first day, or the day that is so much later.
    /^(?:in |for |due )?(?:the )?next (?:week|month|quarter|year)$/iu,
    // Its Saturday, or its Sunday, or the one before it.
    /\bweekend$/iu,
    // By then, or then.
    /^(?:within|(?:in|over|within) the next)\b.*(?:minutes?|mins?|hours?|hrs?)$/iu,
    // Its first day, or its last.
    /\b(?:until|till?|before|by)\s+(?:the\s+)?(?:next\s+)?(?:week|month|year|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*$/iu,
  ],
  recurrence: [
    // The second of each month, or every other one.
    /\bevery\s+(?:\d+(?:st|nd|rd|th)|second|third|fourth)\s+(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$/iu,
    // Every two weeks, or twice a week.
    /\bbi-?\s?(?:weekly|monthly|annual|yearly)/iu,
  ],
}

/** Abbreviations that several zones share: China's, Cuba's and Central Standard Time; India's, Ireland's and Israel's. */
const SHARED_ZONE = /\b(?:cst|cdt|ist|bst|ast|gst)\b/iu

/** "on wednesday" said on a Wednesday: today, or in a week. */
const isSameWeekday = ({ day }: DayMention, words: string, today: DateString): boolean =>
  /^(?:(?:on|due|by|for|this|at)\s+)*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?$/iu.test(words) &&
  day.day === addDays(today, 7)

/** "this monday" said on a Wednesday: the past one, or the next. */
const isThisOfAnotherWeek = ({ day }: DayMention, words: string, today: DateString): boolean =>
  /\bthis\s+(?:mon|tue|wed|thu|fri|sat|sun)/iu.test(words) && startOfWeek(day.day) !== startOfWeek(today)

/** An hour of which nothing says whether it is before or after noon: "at 3", "8:45". */
const isOpen = ({ clock, part }: Said): boolean => clock?.open === true && part === null

const AT_NIGHT = /\b(?:at night|in the night)$/iu

/** The midnight that begins a day, or the one that ends it, and the hours behind it: "friday at midnight", "friday night at 1am". */
const isAroundMidnight = ({ clock, part, day }: Said, words: string): boolean => {
  if (clock === null || day === null) return false
  const isEarly = clock.minutes < 300 || clock.minutes >= 1440
  return (
    /\bmid\s?-?\s?ni(?:ght|te)\b/iu.test(words) || (isEarly && (part === PART_MINUTES.night || AT_NIGHT.test(words)))
  )
}

const isDoubtfulClock = (said: Said, words: string, today: DateString): boolean =>
  isOpen(said) ||
  isAroundMidnight(said, words) ||
  SHARED_ZONE.test(words) ||
  /\blunchtime\b/iu.test(words) ||
  (said.clock !== null && isOfOtherSeason(words, said.day?.day ?? today))

/** The words of a chain that could be meant otherwise than they were read, as typed. */
export const doubtsIn = (text: string, mentions: readonly Mention[], said: Said, today: DateString): string[] =>
  mentions
    .filter((mention) => {
      const words = text.slice(mention.start, mention.end).trim()
      if (mention.kind === 'clock') return isDoubtfulClock(said, words, today)
      if (
        mention.kind === 'day' &&
        (isSameWeekday(mention, words, today) || isThisOfAnotherWeek(mention, words, today))
      )
        return true
      return DOUBTFUL[mention.kind]?.some((doubtful) => doubtful.test(words)) ?? false
    })
    .map(({ start, end }) => text.slice(start, end).trim())
