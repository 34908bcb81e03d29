import type { Source } from '../tokens/reader.ts'
import type { Mention, Stretch } from './mention.ts'

/** What stands at a place of a text, if anything does, and whether two places are next to each other. */

/** Every token counts as what it can mean: for texts that are nothing but a date. */
export type Trust = boolean
export type Candidate = (source: Source, at: number, trust: Trust) => Mention | null

type Place = Stretch & { from: number; to: number }
export const placeOf = (source: Source, from: number, to: number): Place => ({ from, to, ...letters(source, from, to) })

/** From the first letter of a token to the last of another. */
export const letters = ({ tokens }: Source, from: number, to: number): Stretch => ({
  start: tokens[from]?.start ?? 0,
  end: tokens[to - 1]?.end ?? 0,
})

/** Nothing but space, commas and dashes between two mentions, or two places. */
export const touches = (text: string, a: Stretch, b: Stretch): boolean => {
  const [from, to] = a.end <= b.start ? [a.end, b.start] : [b.end, a.start]
  return from <= to && to - from < 40 && /^[\s,([–—-]*$/u.test(text.slice(from, to))
}

/** A day of some kind, alone or in a series. */
export const isDated = ({ kind }: Mention): boolean => kind === 'day' || kind === 'recurrence'
