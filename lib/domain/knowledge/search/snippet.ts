import { wordsOf } from '../../text/words.ts'

const LENGTH = 240
/** What stands before the word that was found. */
const LEAD = 60

/** What a text says around the first of the words of a query within [start, end), on one line; else how that part begins. */
export const snippetOf = (text: string, start: number, end: number, words: ReadonlySet<string>): string => {
  const part = text.slice(start, end)
  const found = [...part.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].find(([word]) => wordsOf(word).some((one) => words.has(one)))
  const at = found && found.index > LEAD ? wordStart(part, found.index - LEAD) : 0
  const shown = part
    .slice(at, at + LENGTH)
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replaceAll('�', '')
    .trim()
  return `${at > 0 && shown ? '…' : ''}${shown}${at + LENGTH < part.length ? '…' : ''}`
}

/** The beginning of the next word. */
const wordStart = (text: string, from: number): number => {
  const gap = text.slice(from, from + LEAD).search(/\s/)
  return gap < 0 ? from : from + gap + 1
}
