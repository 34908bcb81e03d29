import { weekday } from '../days/day-dates.ts'
import { digits, ordinal } from '../tokens/numbers.ts'
import { AND, list, longest, map, opt, type Reader, seq, unless, word } from '../tokens/reader.ts'
import { EVERY, type Often, oftenAlone, unitsOf, weekdayStep } from './frequency.ts'
import { IN_MONTHS, NARROWED_AFTER, narrowed, OF_MONTH, OF_YEAR, plainWeekdays } from './recurrence-choice.ts'
import { ofThe } from './recurrence-days.ts'
import { choiceAlone, PART, PART_AFTER, type Series, seriesOf } from './recurrence-series.ts'

/** Recurrences that begin with how often: "every 2 weeks on monday", "monthly on the 15th", "every june 3". */

const OF_EACH = opt(longest<unknown>(ofThe('week'), OF_MONTH, OF_YEAR))

/** "every 2 weeks on monday and friday", "every year on the 4th thursday in november", "every friday evening". */
export const everyUnit: Reader<Series> = longest<Series>(
  map(seq(EVERY, unitsOf, OF_EACH, PART_AFTER), ([{ completion }, often, of, part]) =>
    of === null || often.every?.interval === 1 ? seriesOf(often, null, { part, completion }) : null,
  ),
  map(seq(EVERY, unitsOf, NARROWED_AFTER), ([{ completion }, often, choice]) =>
    seriesOf(often, choice, { completion }),
  ),
)

/** "daily", "monthly on the 15th", "once a year on june 3". */
export const frequencyFirst: Reader<Series> = longest(
  map(oftenAlone, (often) => seriesOf(often, null)),
  map(seq(oftenAlone, NARROWED_AFTER), ([often, choice]) => seriesOf(often, choice)),
)

/** "every friday the 13th". */
export const everyFridayThe13th: Reader<Series> = map(
  seq(EVERY, weekday, word('the'), ordinal),
  ([{ completion }, on, , nth]) =>
    nth <= 31
      ? {
          rule: { freq: 'MONTHLY', interval: 1, monthDays: [nth], weekdays: [{ nth: 0, weekday: on }] },
          part: null,
          completion,
          sure: true,
        }
      : null,
)

const EVERY_UNITS: Reader<Often> = map(seq(EVERY, unitsOf), ([, often]) => often)

/** "monthly on 15": a bare number is a day of the month. */
export const monthlyOn: Reader<Series> = map(
  seq(longest(EVERY_UNITS, oftenAlone), word('on'), list(digits(2), AND)),
  ([often, , nths]) => (often.every?.freq === 'MONTHLY' ? seriesOf(often, { nths }) : null),
)

/** "every mon and wed", "every 2nd friday", "every june 3", "every other tuesday", "every 27th". */
export const everyChoice: Reader<Series> = longest<Series>(
  map(seq(EVERY, opt(weekdayStep), plainWeekdays, PART_AFTER), ([{ completion }, n, choice, part]) => ({
    rule: choiceAlone(choice, n ?? 1),
    part,
    completion,
    sure: true,
  })),
  map(
    seq(EVERY, opt(weekdayStep), plainWeekdays, PART_AFTER, IN_MONTHS),
    ([{ completion }, n, choice, part, months]) => ({
      rule: choiceAlone({ ...choice, months }, n ?? 1),
      part,
      completion,
      sure: true,
    }),
  ),
  map(
    seq(EVERY, opt(word('the')), unless(word('day days')), narrowed, PART_AFTER),
    ([{ completion }, , , choice, part]) => {
      const rule = choiceAlone(choice, 1)
      return rule && { rule, part, completion, sure: true }
    },
  ),
  map(seq(EVERY, list(digits(2), seq(AND, opt(EVERY)))), ([{ completion }, nths]) => {
    const rule = choiceAlone({ nths }, 1)
    return rule && { rule, part: null, completion, sure: false }
  }),
  map(seq(EVERY, opt(word('other single')), PART), ([{ completion }, n, part]) => ({
    rule: { freq: 'DAILY', interval: n === 'other' ? 2 : 1 },
    part,
    completion,
    sure: true,
  })),
)
