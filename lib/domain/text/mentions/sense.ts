import type { Stretch } from './mention.ts'

/** Whether a word that may be a day, a time or a length is one here, by the words around it. */

/** The word before a place; empty at the beginning of the text. */
export const wordBefore = (text: string, place: number): string =>
  /(\S+)\s*$/u.exec(text.slice(Math.max(0, place - 80), place))?.[1] ?? ''

/** What follows a place, without the space between; empty at the end. */
export const textAfter = (text: string, place: number): string => text.slice(place, place + 80).trimStart()

const LEAD = /^(?:due|on|by|before|until|till|for|this|next|coming|starting|start|from|deadline|every|in|since):?$/iu
const STRONG_LEAD = /^(?:due|by|before|until|till|deadline|every):?$/iu
/** What may follow a day: an end, punctuation, a time, or a word that begins another part of the sentence. */
const FOLLOWS =
  /^(?:$|[,;:.!?)\]–—&+|>=]|[([]\d|-\s|-\d{1,2}(?::\d\d|\s?[ap]\.?m)|(?:at|by|with|in|for|from|to|and|or|before|after|until|due|around|morning|afternoon|evening|night|noon|noonish|midday|midnight|lunchtime|am|pm|eod|cob|late|early|mid|first|via|about|if|when|then|because|so)(?![\p{L}\p{N}])|p[1-4]\b|@|#|\d{1,2}(?::\d\d|\s?[ap]\.?m|\s?[-–])|\d{1,4}$)/iu
const DETERMINER = /^(?:the|a|an|my|our|your|his|her|their|of|into|under)$/iu
const NAMES =
  /^(?:blue|black|cyber|good|easter|ash|ruby|manic|taco|super|freaky|bloody|fat|giving|palm|casual|meatless|holy|maundy|shrove|whit|usa)$/iu
const VERBS =
  /^(?:call|send|buy|pick|book|pay|fix|write|email|mail|meet|get|make|finish|review|prepare|prep|clean|submit|take|drop|check|plan|order|ask|text|visit|return|schedule|cancel|renew|read|draft|update|start|do|go|bring|sign|file|water|wash|cook|move|talk|reply)(?![\p{L}])/u

/** A day of one ambiguous word: "sun", "Monday", "tom". `of` stands without its lead. */
export const meansDay = (text: string, of: Stretch, led: boolean): boolean => {
  const [name, before, after] = [text.slice(of.start, of.end), wordBefore(text, of.start), textAfter(text, of.end)]
  if (NAMES.test(before) && !LEAD.test(before)) return false
  const isName = /^\p{Lu}/u.test(name) && /^\p{Lu}\p{Ll}/u.test(after)
  const strong = STRONG_LEAD.test(before)
  if (/^(?:later\s+)?to(?:day|morrow)|^tm|^tom[om]/iu.test(name))
    return !(isName && /^\p{Lu}/u.test(before)) && !/^(?:show|sponge)\b/iu.test(after)
  if (/^(?:this|next|coming|last|past)\s/iu.test(name) && !/^(?:last|past)/iu.test(name)) return true
  if (/^tom$/iu.test(name) && /^\p{Lu}/u.test(name)) return false
  if (isName && !strong) return false
  if (led || LEAD.test(before)) return true
  if (DETERMINER.test(before)) return false
  if (text.slice(0, of.start).trim() === '')
    return (
      /^[,:;–—-]/u.test(after) ||
      VERBS.test(after) ||
      /^(?:at|by|morning|afternoon|evening|night|noon|\d)/iu.test(after)
    )
  return FOLLOWS.test(after)
}

/** "the 15th", "27th": alone they are also places and versions. */
export const meansNumberedDay = (text: string, { start, end }: Stretch, led: boolean): boolean => {
  const after = textAfter(text, end)
  const closed =
    /^(?:$|[,;:.!?)\]–—]|(?:at|by|with|for|from|and|in|until|due|about|noon)(?!\p{L})|@|#|p[1-4]\b|\d{1,2}(?::|\s?[ap]m))/iu.test(
      after,
    )
  const alone =
    /^(?:$|[.!?,;)\]]+\s*$|at\b|@|\d|[,(–—-]\s*\d{1,2}(?::\d\d|\s?[ap]\.?m))/iu.test(after) &&
    /\d(?:st|nd|rd|th)$/iu.test(text.slice(start, end))
  return closed && (led || (alone && !NO_DAY.test(wordBefore(text, start))))
}

const NO_DAY =
  /^(?:of|in|to|a|an|my|our|his|her|their|its|finish|finished|come|came|be|is|was|place|placed|watch|read|play|buy|be)$/iu

const NUMERIC_FOLLOWS =
  /^(?:$|[,;:.!?)\]]|[([–—|-]\s*\d{1,2}(?::\d\d|\s?[ap]\.?m)|(?:at|by|with|in|for|from|to|and|noon|midday|midnight|morning|afternoon|evening|night)\b|@|p[1-4]\b|#|\d{1,2}(?::\d\d|h(?!\p{L})|\s?[ap]\.?m)|\d{3,4}\s?[ap]\.?m)/iu

/** 4/30 is a date behind "by" or at an end; 1/2 cup is none. */
export const meansNumericDate = (text: string, { end }: Stretch, led: boolean): boolean =>
  led || NUMERIC_FOLLOWS.test(textAfter(text, end))

const CONNECTOR =
  /^(?:$|[,;.!?)(]|(?:on|with|in|for|to|and|about|until|today|tonight|tomorrow|every|this|next|due|daily|if|when|then|p[1-4])(?![\p{L}]))/iu

/** Whether a sentence may go on like this behind a time. */
export const closesTime = (text: string, end: number): boolean => CONNECTOR.test(textAfter(text, end))

const JOINED = /(?:^|\s)(?:and|or|the|my|our|a|of|vs\.?)\s*$/iu
const SETTING =
  /^[\s,.;:!()]*(?:$|@|(?:at|on|from|starting|start|beginning|until|till|before|after|in the|morning|afternoon|evening|tomorrow|today|next|except|excluding|\d+(?:x|h|[ap]m?|:\d\d(?:[ap]m?)?)?|noon|p[1-4]|twice|once|for\s+(?:the\s+next|the\s+following|\d|an?|one|two|three|four|five|six))(?!\p{L}))/iu

/** "daily" and "fridays" repeat where nothing but dates and times follows: "daily news" is a title. */
export const meansRepetition = (text: string, { start, end }: Stretch): boolean => {
  const name = text.slice(start, end)
  const [before, after] = [text.slice(Math.max(0, start - 80), start), text.slice(end, end + 80)]
  if (SETTING.test(after) && !JOINED.test(before)) return true
  return (
    text.slice(0, start).trim() === '' && (/^(?:bi-?)?(?:weekly|fortnightly)$/iu.test(name) || /^\s*:/u.test(after))
  )
}

/** "in 30 minutes" is a time, "30 minutes ago" the past. */
const OTHER_SENSE = /^(?:in|within|after|every|each|last|past|next|first|under|per|of|than|by)$/iu
const OTHER_SENSE_AFTER = /^(?:ago|before|after|later|late|early|earlier|old|from|away|left|per|hence|\/)(?![\p{L}])/iu
const DISTANCE = /^(?:run|ran|swim|sprint|row|walk|jog|cycle|ski|dash|dive|climb)$/iu
const OF_THE_NOUN = /^(?:an?|the|my|our|your|his|her|their|another|this|that|one|quick|short|long)$/iu
const A_DAY = 24 * 60

/** How long something takes, as against a time, a distance or an amount. */
export const meansLength = (text: string, { start, end }: Stretch, minutes: number): boolean => {
  const [name, before] = [text.slice(start, end), wordBefore(text, start)]
  if (minutes < 1 || minutes > A_DAY) return false
  if (OTHER_SENSE.test(before) || OTHER_SENSE_AFTER.test(textAfter(text, end))) return false
  if (/[\s\d-](?!Hrs?$)\p{Lu}\p{L}*$/u.test(name) || /[-–/]$/u.test(text.slice(0, start))) return false
  return !(/\dm$/u.test(name) && (DISTANCE.test(before) || Number.parseInt(name, 10) > 480))
}

/** "a 20 minute nap": the length belongs to the title. */
export const isAttribute = (text: string, { start, end }: Stretch): boolean => {
  const name = text.slice(start, end)
  const follows = /^\s+\p{L}/u.test(text.slice(end, end + 40))
  const singular = /(?:[2-9]|\d\d)[\s-](?:hour|minute)$/u.test(name)
  return follows && (singular || /\d-/u.test(name) || OF_THE_NOUN.test(wordBefore(text, start)))
}
