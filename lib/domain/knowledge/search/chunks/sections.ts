/** A part of a text from one heading to the next. `headings`: the titles it stands under, the outermost first. Offsets count UTF-16 units. */
export type Section = { start: number; end: number; headings: string[] }

type Heading = { level: number; title: string; start: number }

/** More of a line than this says nothing about whether it is a heading. */
const LOOKED_AT = 300
const MAX_TITLE = 200

const ATX = /^ {0,3}(#{1,6})(?:[ \t]+|$)/
const FENCE = /^ {0,3}(`{3,}|~{3,})/
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/

/**
 * The sections of a Markdown text in their order, which together are all of it. Headings are those of CommonMark with # or underlined
 * on one line; a # in fenced code is none.
 */
export function* sectionsOf(text: string): Generator<Section> {
  const above: Heading[] = []
  let start = 0
  for (const heading of headingsOf(text)) {
    if (heading.start > start) yield { start, end: heading.start, headings: above.map(({ title }) => title) }
    start = heading.start
    while ((above.at(-1)?.level ?? 0) >= heading.level) above.pop()
    above.push(heading)
  }
  if (start < text.length) yield { start, end: text.length, headings: above.map(({ title }) => title) }
}

function* headingsOf(text: string): Generator<Heading> {
  let fence: string | null = null
  let before: { line: string; start: number } | null = null
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, Math.min(end, start + LOOKED_AT)).replace(/\r$/, '')
    const marks = FENCE.exec(line)?.[1]
    if (fence !== null) {
      if (marks?.startsWith(fence)) fence = null
      before = null
    } else if (marks) {
      fence = marks
      before = null
    } else {
      const heading: Heading | null = atx(line, start) ?? underlined(line, before)
      if (heading) yield heading
      before = heading || line.trim() === '' ? null : { line, start }
    }
    start = end + 1
  }
}

const atx = (line: string, start: number): Heading | null => {
  const found = ATX.exec(line)
  if (!found) return null
  const title = line.slice(found[0].length, found[0].length + MAX_TITLE).trim()
  return { level: found[1]?.length ?? 1, title: titleOf(title.replace(/(?:^|[ \t])#{1,200}$/, '')), start }
}

const underlined = (line: string, before: { line: string; start: number } | null): Heading | null => {
  const mark = before && UNDERLINE.exec(line)?.[1]
  if (!mark || ATX.test(before.line)) return null
  return { level: mark.startsWith('=') ? 1 : 2, title: titleOf(before.line), start: before.start }
}

const titleOf = (line: string): string => line.trim().slice(0, MAX_TITLE).toWellFormed()
