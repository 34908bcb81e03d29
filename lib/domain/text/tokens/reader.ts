import type { DateString } from '../../time/dates.ts'
import type { Token } from './token.ts'

/** A text being read, in tokens. `today`: the day where the person is. `seen`: what readers found before, by place. */
export type Source = {
  text: string
  tokens: readonly Token[]
  today: DateString
  seen: Map<unknown, (Found<unknown> | null)[]>
}

/** What was read, and the place of the token after it. */
export type Found<T> = { value: T; next: number }

/** Reads a phrase from a place of the text, or finds that it does not begin there. */
export type Reader<T> = (source: Source, at: number) => Found<T> | null

type Values<T extends readonly Reader<unknown>[]> = { [K in keyof T]: T[K] extends Reader<infer V> ? V : never }

/** One token for which `pick` has a value. */
export const token =
  <T>(pick: (token: Token) => T | null | undefined | false): Reader<T> =>
  ({ tokens }, at) => {
    const one = tokens[at]
    const value = one === undefined ? null : pick(one)
    return value === null || value === undefined || value === false ? null : { value, next: at + 1 }
  }

/** One of the words or marks, given with spaces between them. */
export const word = (words: string): Reader<string> => {
  const known = new Set(words.split(' '))
  return token(({ text }) => known.has(text) && text)
}

/** The phrases, in turn: all of them. */
export const seq =
  <T extends readonly Reader<unknown>[]>(...readers: T): Reader<Values<T>> =>
  (source, at) => {
    const values: unknown[] = []
    let next = at
    for (const reader of readers) {
      const found = reader(source, next)
      if (!found) return null
      values.push(found.value)
      next = found.next
    }
    return { value: values as Values<T>, next }
  }

/** The words of a phrase, in turn. */
export const phrase = (text: string): Reader<readonly string[]> => seq(...text.split(' ').map((one) => word(one)))

/** The alternative that reads most; of equal ones the first. */
export const longest =
  <T>(...readers: Reader<T>[]): Reader<T> =>
  (source, at) => {
    let best: Found<T> | null = null
    for (const reader of readers) {
      const found = reader(source, at)
      if (found && (!best || found.next > best.next)) best = found
    }
    return best
  }

/** The phrase, or nothing. */
export const opt =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (source, at) =>
    reader(source, at) ?? { value: null, next: at }

/** What the phrase stands for; null: it is not this phrase after all. */
export const map =
  <T, U>(reader: Reader<T>, pick: (value: T, source: Source) => U | null): Reader<U> =>
  (source, at) => {
    const found = reader(source, at)
    const value = found && pick(found.value, source)
    return value === null || value === undefined ? null : { value, next: found?.next ?? at }
  }

const MOST_ITEMS = 31

/** One or more, with separators between them; a separator that nothing follows is not read. */
export const list =
  <T>(item: Reader<T>, separator: Reader<unknown>): Reader<T[]> =>
  (source, at) => {
    const first = item(source, at)
    if (!first) return null
    const values = [first.value]
    let next = first.next
    while (values.length < MOST_ITEMS) {
      const gap = separator(source, next)
      const found = gap && item(source, gap.next)
      if (!found) break
      values.push(found.value)
      next = found.next
    }
    return { value: values, next }
  }

/** Only where `reader` does not begin at the place. Reads nothing. */
export const unless =
  (reader: Reader<unknown>): Reader<true> =>
  (source, at) =>
    reader(source, at) ? null : { value: true, next: at }

/** A reader that reads each place of a text once, however many phrases begin with it. */
export const once = <T>(reader: Reader<T>): Reader<T> => {
  const remembered: Reader<T> = (source, at) => {
    let found = source.seen.get(reader) as (Found<T> | null)[] | undefined
    if (!found) {
      found = []
      source.seen.set(reader, found)
    }
    const known = found[at]
    if (known !== undefined) return known
    const read = reader(source, at)
    found[at] = read
    return read
  }
  return remembered
}

/** A reader that is made when it is first needed, for phrases that contain themselves. */
export const lazy = <T>(make: () => Reader<T>): Reader<T> => {
  let made: Reader<T> | undefined
  return (source, at) => {
    made ??= make()
    return made(source, at)
  }
}

/** Between the items of a list: ",", "and", ", and", "&", "/", "+". */
export const AND: Reader<unknown> = longest<unknown>(seq(word(','), opt(word('and &'))), word('and & / + plus'))

/** A hyphen or nothing, as in "seven-thirty" and "seven thirty". */
export const HYPHEN: Reader<unknown> = opt(word('-'))

/** A token as it was written. */
export const written = ({ text, tokens }: Source, at: number): string => {
  const one = tokens[at]
  return one ? text.slice(one.start, one.end) : ''
}
