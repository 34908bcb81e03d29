import { map, type Reader, seq, token, unless, word } from '../tokens/reader.ts'
import type { Clock } from './clock.ts'
import { plainClock } from './clock-past.ts'

/** Times with a beginning and an end: "3-4pm", "between 2 and 4". */

const NOON = 720
const DAY = 1440
const TO = word('- – — to until till til through thru')

/** Both ends of a time; a half of the day named once counts for both, unless that turns them around (11-1pm). */
const rangeOf = (from: Clock, to: Clock): Clock | null => {
  if (to.minutes > DAY || from.minutes >= DAY) return null
  const late = !to.open && to.minutes >= NOON && to.sure
  const lent = from.open && late && from.minutes < NOON ? from.minutes + NOON : from.minutes
  const first = lent < to.minutes ? lent : from.minutes
  const settled = from.open && (late || (!to.open && to.sure))
  const end = endAfter(first, to, settled || !from.open)
  return end === null
    ? null
    : {
        ...from,
        minutes: first,
        open: from.open && !settled && to.open,
        sure: from.sure || to.sure,
        digital: from.digital && to.digital,
        until: end,
        zone: to.zone ?? from.zone,
      }
}

/** The end behind a beginning, which may be in the other half of the day or, where it can only be so, on the next day. */
const endAfter = (first: number, to: Clock, settled: boolean): number | null => {
  const ends = to.open ? [to.minutes, to.minutes + NOON] : [to.minutes]
  const sameDay = ends.find((end) => end > first)
  if (sameDay !== undefined) return sameDay
  const overnight = to.minutes + DAY
  return settled && !to.open && overnight - first < NOON ? overnight : null
}

/** "2pm - 3h": how long it takes. */
const SHORT_HOURS = seq(
  token((one) => one.number !== undefined && one.number <= 12),
  token(({ text, glued }) => glued && text === 'h'),
)

/** "3-4pm", "9:30 to 11", "between 2 and 4". */
export const clockRange: Reader<Clock> = map(seq(plainClock, TO, unless(SHORT_HOURS), plainClock), ([from, , , to]) =>
  rangeOf(from, to),
)

/** "between 2 and 4". */
export const clocksBetween: Reader<Clock> = map(
  seq(word('between'), plainClock, word('and & to - –'), plainClock),
  ([, from, , to]) => rangeOf(from, to),
)
