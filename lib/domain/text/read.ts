import type { DateString } from '../time/dates.ts'
import { type Chain, chainsOf } from './chains/chain.ts'
import type { Mention } from './mentions/mention.ts'
import { mentionsIn } from './mentions/scan.ts'
import type { Source } from './tokens/reader.ts'
import { tokensOf } from './tokens/token.ts'
import { type Said, saidIn } from './when.ts'

/** A chain of words about time and what it says; null where not all of it was understood. */
export type Reading = Chain & { said: Said | null }

/** A text ready to be read. Space at its end says nothing, so what stands before it is at the end. */
export const sourceOf = (typed: string, today: DateString): Source => {
  const text = typed.trimEnd()
  return { text, tokens: tokensOf(text), today, seen: new Map() }
}

const isAboutTime = ({ kind }: Mention): boolean => kind !== 'takes' && kind !== 'times' && kind !== 'lasts'

/**
 * Everything that a text says about days, times, recurrences and lengths, in order. `today`: the day where the person
 * is. Never throws. A chain counts as a whole or not at all. Linear in the length of the text.
 */
export const readingsOf = (text: string, today: DateString): Reading[] => {
  const source = sourceOf(text, today)
  const readings = chainsOf(source, mentionsIn(source)).map((chain) => ({ ...chain, said: saidIn(chain) }))
  return readings.reduce<Reading[]>((joined, reading) => withReading(joined, reading), [])
}

/** Chains with nothing between them, where one of them was not understood, are one that was not understood. */
const withReading = (readings: Reading[], reading: Reading): Reading[] => {
  const last = readings.at(-1)
  if (!last || reading.from > last.to || !(isLost(last) || isLost(reading))) return [...readings, reading]
  const [first, end] = [reading.from < last.from ? reading : last, reading.to > last.to ? reading : last]
  const mentions = [...last.mentions, ...reading.mentions]
  const joined = { from: first.from, start: first.start, to: end.to, end: end.end, mentions, whole: false, said: null }
  return withReading(readings.slice(0, -1), joined)
}

const isLost = ({ said, mentions }: Reading): boolean => said === null && mentions.some(isAboutTime)

/** The words of a chain that were not understood, as typed; null where there are none to report. */
export const unparsedOf = (text: string, { mentions, said, start, end }: Reading): string | null =>
  said === null && mentions.some(({ kind }) => kind !== 'times' && kind !== 'lasts')
    ? text.slice(start, end).trim()
    : null

/** The minutes that a text says something takes, or null. */
export const lengthIn = (text: string): number | null => {
  for (const { said } of readingsOf(text, '1970-01-01')) if (said?.takes) return said.takes.minutes
  return null
}
