/** A line that is being understood: what was found in it is hidden from later searches and leaves the title. */
export type Draft = {
  line: string
  /** The line with everything found blanked out, letter by letter, so that places stay comparable. */
  left: string
  cuts: Span[]
}

export type Span = { start: number; end: number }

/** Stands for text that is kept but says nothing more: neither a space nor a letter. */
const KEPT = '\uE000'

/** Quotations, addresses and links are the person's own words: nothing is looked for in them. */
const VERBATIM = /"[^"]*"|“[^”]*”|(?<!\S)'[^']*'(?!\S)|`[^`]*`|https?:\/\/\S+|(?<!\S)[^\s@]+@[^\s@]+\.[^\s@]+/gu

export const draftOf = (line: string): Draft => ({
  line,
  left: line.replace(VERBATIM, (text) => KEPT.repeat(text.length)),
  cuts: [],
})

/** Hides a span that was understood and takes it out of the title. */
export const cut = (draft: Draft, { start, end }: Span): Draft => {
  if (end <= start) return draft
  return { ...draft, left: blanked(draft.left, { start, end }, ' '), cuts: [...draft.cuts, { start, end }] }
}

/** Hides a span that was understood but reads as part of the title ("a 20 minute nap"). */
export const keep = (draft: Draft, span: Span): Draft => ({ ...draft, left: blanked(draft.left, span, KEPT) })

const blanked = (text: string, { start, end }: Span, by: string): string =>
  text.slice(0, start) + by.repeat(end - start) + text.slice(end)

/** With the brackets that hold nothing else. */
export const bracketed = (text: string, { start, end }: Span): Span => {
  const opened = /[([]\s*$/u.exec(text.slice(Math.max(0, start - 40), start))
  const closed = /^\s*[)\]]/u.exec(text.slice(end, end + 40))
  return opened && closed ? { start: start - opened[0].length, end: end + closed[0].length } : { start, end }
}

/** What remains as the title; the whole line where nothing would remain. */
export const titleOf = ({ line, cuts }: Draft): string => {
  const inOrder = [...cuts].sort((a, b) => a.start - b.start)
  let [title, from] = ['', 0]
  for (const { start, end } of inOrder) {
    title = joined(title, line.slice(from, Math.max(from, start)))
    from = Math.max(from, end)
  }
  return tidy(joined(title, line.slice(from))) || line.trim()
}

/** Two pieces with what stood between them gone: one space, none before punctuation. */
const joined = (left: string, right: string): string => {
  if (/[([]\s*$/u.test(left) && /^\s*[)\]]/u.test(right))
    return joined(left.replace(/[([]\s*$/u, ''), right.replace(/^\s*[)\]]/u, ''))
  if (/^\s*[,;:!?.)]/u.test(right)) return left.trimEnd() + right.trimStart()
  return /\s$/u.test(left) && /^\s/u.test(right) ? left + right.trimStart() : left + right
}

/** Separators that lost what they separated. */
const tidy = (title: string): string =>
  title
    .replace(/,\s*(?=,)/gu, '')
    .trim()
    .replace(/^[\s,;:–—-]+(?=\S)/u, (lead) => (/^-\d/u.test(lead) ? lead : ''))
    .replace(/[\s,;:–—([-]+$/u, '')
