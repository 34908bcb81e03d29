import { meaningOf } from '../tokens/lexicon.ts'
import type { Token } from '../tokens/token.ts'
import { mayOpenHoliday } from './holidays.ts'

/** Words that a phrase about time can begin with, and that have no meaning of their own in the lexicon. */
const OPENERS =
  /^(?:a|an|the|in|on|at|by|to|for|from|until|till|til|through|thru|before|after|around|about|do|due|date|deadline|no|not|ending|ends|end|up|and|start|starts|starting|beginning|begin|begins|scheduled|schedule|effective|since|commencing|as|over|during|this|next|last|past|previous|following|coming|upcoming|current|later|late|early|every|each|ev|evry|everyday|all|twice|once|thrice|half|couple|dozen|final|penultimate|antepenultimate|mid|middle|close|eod|cob|eow|eom|eoq|eoy|q[1-4]|today|tod|tomorrow|tonight|tonite|yesterday|overmorrow|tmrw|tmr|tmw|tomorow|tommorow|tommorrow|tom|2day|2morrow|noon|midday|noontime|midnight|midnite|lasting|sure|business|working|work|school|within|repeat|repeats|repeating|recurring|bi|semi|takes?|taking|lasts|approx|approximately|exactly|roughly|est|estimated?|duration|length|other|alternate|kw|cw|x|x\d+|between|circa|now|nxt|time|when|prior|very|same|midweek|earlier|one|more|less|max|maximum|will|should|nye|april|sometime|some|anytime|any|just|shortly|directly|somewhere|right|slightly|immediately|latest|not|precisely|promptly|well|long|soon|high|noonish|lunchtime|am|pm|roughly|at|fortnight|[a-z]*(?:ly)|total|within)$/u

/** Whether a phrase about time can begin with it. Most words cannot, which spares looking. */
export const mayOpen = (token: Token): boolean =>
  token.kind === 'mark'
    ? /^[@~+½¼¾'’]$/u.test(token.text)
    : token.kind === 'number' ||
      meaningOf(token.text) !== meaningOf('') ||
      OPENERS.test(token.text) ||
      mayOpenHoliday(token.text)
