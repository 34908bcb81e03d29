import { type Span, textAfter, wordBefore } from './draft.ts'

/** Telling days from names and nouns: Blue Monday, sun cream, the May queen, today's notes. */

const LEAD = /^(?:due|on|by|before|until|till|for|this|next|coming|starting|start|from|deadline|every|in|since):?$/iu
/** What may follow a day: an end, punctuation, a time, or a word that begins another part of the sentence. */
const FOLLOWS =
  /^(?:$|[,;:.!?)\]–—&+]|-\s|(?:at|by|with|in|for|from|to|and|or|before|after|until|due|around|morning|afternoon|evening|night|noon|via|about|if|when|then|because|so)(?![\p{L}\p{N}])|p[1-4]\b|@|#|\d{1,2}(?::\d\d|\s?[ap]\.?m|\s?[-–]))/iu
const DETERMINER = /^(?:the|a|an|my|our|your|his|her|their|of|into|under)$/iu
const NAMES =
  /^(?:blue|black|cyber|good|easter|ash|ruby|manic|taco|super|freaky|bloody|fat|giving|palm|casual|meatless|holy|maundy|shrove|whit|usa)$/iu
const VERBS =
  /^(?:call|send|buy|pick|book|pay|fix|write|email|mail|meet|get|make|finish|review|prepare|prep|clean|submit|take|drop|check|plan|order|ask|text|visit|return|schedule|cancel|renew|read|draft|update|start|do|go|bring|sign|file|water|wash|cook|move|call|talk|reply)(?![\p{L}])/u

/** Whether a word that may be a day is one here. */
export const meansDay = (text: string, { start, end }: Span): boolean => {
  const [word, before, after] = [text.slice(start, end), wordBefore(text, start), textAfter(text, end)]
  if (NAMES.test(before) && !LEAD.test(before)) return false
  const isName = /^\p{Lu}/u.test(word) && /^\p{Lu}\p{Ll}/u.test(after)
  const always =
    /^(?:later\s+)?to(?:day|morrow)|^tm|^tom/iu.test(word) ||
    /^(?:on|by|this|next|coming|before|until|due)\s/iu.test(word)
  const first = text.slice(0, start).trim() === ''
  if (always) return !(isName && /^\p{Lu}/u.test(before)) && !/^(?:show|sponge)\b/iu.test(after)
  if (isName && !LEAD_STRONG.test(before)) return false
  if (LEAD.test(before)) return !(isName && !LEAD_STRONG.test(before))
  if (DETERMINER.test(before)) return false
  if (first)
    return (
      /^[,:;–—-]/u.test(after) || VERBS.test(after) || /^(?:at|by|morning|afternoon|evening|night|\d)/iu.test(after)
    )
  return FOLLOWS.test(after)
}

const LEAD_STRONG = /^(?:due|by|before|until|till|deadline|every):?$/iu
