import type { Mention } from '../mentions/mention.ts'
import type { Token } from '../tokens/token.ts'

/** Which words around a chain belong to days and times. */

const RELATIVE =
  /^(?:today|tomorrow|tonight|yesterday|noon|midnight|midday|every|each|ev|once|twice|thrice|times|hourly|daily|weekly|monthly|yearly|annually|weekday|occurrences|ago|hence|weekends?|last|next|summer|winter|autumn)$/u
const VERBS = /^(?:may|march|second|sun|sat|mar|sec|seconds|minute|minutes|min|mins)$/u

/** Whether a word is one of days and times. Words that are also verbs do not count. */
export const isDated = (token: Token | undefined): boolean => {
  if (!token || token.kind === 'mark') return false
  if (VERBS.test(token.text)) return false
  return (
    token.weekday !== undefined ||
    token.month !== undefined ||
    token.unit !== undefined ||
    token.ordinal !== undefined ||
    token.part !== undefined ||
    token.clock !== undefined ||
    token.date !== undefined ||
    RELATIVE.test(token.text)
  )
}

export const textOf = (token: Token | undefined): string => token?.text ?? ''

export const isNumber = (token: Token | undefined): boolean => token?.kind === 'number' || token?.number !== undefined

/** Whether it says when something is, as against how often or how long. */
export const isDay = ({ kind }: Pick<Mention, 'kind'>): boolean => kind === 'day' || kind === 'clock' || kind === 'part'

/** Whether a sentence may end here: nothing follows, or a mark, or another word of days and times. */
export const isEnd = (tokens: readonly Token[], at: number): boolean => {
  const next = tokens[at]
  return next === undefined || /^(?:[,;:.!?)]|at|@|on|in|for|from|until|by)$/u.test(next.text) || isDated(next)
}
