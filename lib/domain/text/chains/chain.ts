import type { Mention, Stretch } from '../mentions/mention.ts'
import type { Source } from '../tokens/reader.ts'
import { leftOfDay } from './chain-day-left.ts'
import { rightOfDay } from './chain-day-right.ts'
import { leftOfRule, rightOfRule } from './chain-rule.ts'

/**
 * What is said in one breath: mentions with nothing but marks, "and", "or" and "of" between them. `whole`: no words of days
 * and times next to them were left unread; otherwise nothing of it counts.
 */
export type Chain = Stretch & { from: number; to: number; mentions: Mention[]; whole: boolean }

const FILLER = /^[,([–—&/|+=>→-]$/u

/** The mentions of a text in chains. */
export const chainsOf = (source: Source, mentions: Mention[]): Chain[] => {
  const groups: Mention[][] = []
  for (const mention of mentions) {
    const last = groups.at(-1)
    if (last && isJoined(source, last, mention)) last.push(mention)
    else groups.push([mention])
  }
  return groups.map((group) => chainOf(source, group))
}

const isJoined = ({ tokens }: Source, group: Mention[], mention: Mention): boolean => {
  const last = group.at(-1)
  if (!last) return false
  const between = tokens.slice(last.to, mention.from)
  return between.length <= 2 && between.every(({ text }) => FILLER.test(text) || /^(?:and|or|of|\)|\])$/u.test(text))
}

const chainOf = (source: Source, mentions: Mention[]): Chain => {
  const [from, to] = [mentions[0]?.from ?? 0, mentions.at(-1)?.to ?? 0]
  const repeats = mentions.some(({ kind }) => kind === 'recurrence' || kind === 'broken')
  const [left, right] = repeats
    ? [leftOfRule(source, from), rightOfRule(source, to)]
    : [leftOfDay(source, mentions), rightOfDay(source, mentions)]
  const joinedByAnd = repeats && mentions.some((one, i) => i > 0 && isAdded(source, one))
  const joinedByOr = source.tokens.slice(from, to).some(({ text }, i) => text === 'or' && !isInside(mentions, from + i))
  const whole = left === from && right === to && !joinedByOr && !joinedByAnd
  return { from: left, to: right, ...lettersOf(source, left, right), mentions, whole }
}

/** "every monday and on the 15th": one more thing, not the beginning of the series. */
const isAdded = ({ tokens }: Source, mention: Mention): boolean =>
  tokens[mention.from - 1]?.text === 'and' &&
  (mention.kind === 'recurrence' || (mention.kind === 'day' && mention.role === null))

const isInside = (mentions: Mention[], at: number): boolean => mentions.some(({ from, to }) => from <= at && at < to)

const lettersOf = ({ tokens }: Source, from: number, to: number): Stretch => ({
  start: tokens[from]?.start ?? 0,
  end: tokens[to - 1]?.end ?? 0,
})
