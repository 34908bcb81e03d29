import MarkdownIt from 'markdown-it'

/** A link of a text to another item. `start` and `end` bound what says the target: the text between [[ and |, # included. */
export type Wikilink = { target: string; alias: string | null; embed: boolean; start: number; end: number }

/** Links of a text beyond this number are not kept: nobody reads such a text. */
export const MAX_LINKS_OF_TEXT = 5_000

type Found = Wikilink[]

/**
 * The links of a Markdown text in their order: [[Title]], [[Title|alias]], [[Title#Heading]], [[id]], and with a ! before it an
 * embed. None in code, HTML and comments, nor behind a backslash; one link is on one line. Offsets count UTF-16 units.
 */
export const wikilinksIn = (text: string): Wikilink[] => {
  if (!text.includes('[[')) return []
  const lines = linesOf(text)
  const links: Wikilink[] = []
  for (const token of PARSER.parse(text, {})) {
    if (token.type !== 'inline' || !token.map || !token.content.includes('[[')) continue
    const found: Found = []
    PARSER.inline.parse(token.content, PARSER, { found }, [])
    const places = placesOf(token.content, lines.slice(token.map[0], token.map[1]))
    for (const link of inText(found, places)) links.push(link)
    if (links.length >= MAX_LINKS_OF_TEXT) break
  }
  return links.slice(0, MAX_LINKS_OF_TEXT)
}

type Line = { text: string; at: number }

const linesOf = (text: string): Line[] => {
  const lines: Line[] = []
  let at = 0
  for (const ending of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ text: text.slice(at, ending.index), at })
    at = ending.index + ending[0].length
  }
  return [...lines, { text: text.slice(at), at }]
}

type Place = { from: number; to: number; shift: number }

/** Where the lines of a block are in the text. Each is the end of one of its lines: before it are only markers of lists and quotes. */
const placesOf = (content: string, lines: Line[]): Place[] => {
  let from = 0
  return content.split('\n').flatMap((whole, i) => {
    const own = whole.trim()
    const line = lines[i]
    const start = from + whole.indexOf(own)
    from += whole.length + 1
    const column = line ? line.text.lastIndexOf(own) : -1
    return line && column >= 0 ? [{ from: start, to: start + own.length, shift: line.at + column - start }] : []
  })
}

/** Links and places come in the same order. */
const inText = (found: Found, places: Place[]): Found => {
  let i = 0
  return found.flatMap((link) => {
    while ((places[i]?.to ?? Number.POSITIVE_INFINITY) < link.end) i += 1
    const place = places[i]
    if (!place || link.start < place.from) return []
    return [{ ...link, start: link.start + place.shift, end: link.end + place.shift }]
  })
}

type State = { src: string; pos: number; env?: { found?: Found } }

const takeLink = (state: State): boolean => {
  const { src, pos, env } = state
  if (src.charCodeAt(pos) !== BRACKET || src.charCodeAt(pos + 1) !== BRACKET) return false
  const close = closeOf(src, pos + 2)
  if (close < 0) return false
  const inner = src.slice(pos + 2, close)
  const bar = /\\?\|/.exec(inner)
  const said = bar ? inner.slice(0, bar.index) : inner
  const target = said.trim()
  if (target === '' || target.startsWith('#') || BRACKETED.test(target)) return false
  const start = pos + 2 + said.indexOf(target)
  const alias = bar ? inner.slice(bar.index + bar[0].length).trim() || null : null
  env?.found?.push({ target, alias, embed: src[pos - 1] === '!', start, end: start + target.length })
  state.pos = close + 2
  return true
}

const BRACKET = 91
/** A link in brackets, "[[[Title]]]", is the link that begins at the second of them. */
const BRACKETED = /^\[[^[\]]*\]$/

/** Where ]] ends a link; -1 where none does on this line. A bracket that the title opens is the title's: [[Note [1]]]. */
const closeOf = (src: string, from: number): number => {
  const rest = src.slice(from, from + MAX_LENGTH)
  const end = /\[\[|\]\]|[\n`<]/.exec(rest)
  if (end?.[0] !== ']]') return -1
  const close = from + end.index
  const opened = rest.slice(0, end.index).split('[').length - rest.slice(0, end.index).split(']').length
  return opened > 0 && src[close + 2] === ']' ? close + 1 : close
}

const MAX_LENGTH = 2_000

/** Finds code as CommonMark does; of what is in paragraphs it reads only what can hide a link. */
const parser = (): MarkdownIt => {
  const md = new MarkdownIt('commonmark')
  Object.assign(md.options, { maxNesting: 100 })
  md.core.ruler.enableOnly(['normalize', 'block'])
  md.inline.ruler.before('backticks', 'wikilink', takeLink)
  md.inline.ruler.enableOnly(['text', 'newline', 'escape', 'backticks', 'wikilink', 'autolink', 'html_inline'])
  md.inline.ruler2.enableOnly([])
  return md
}

const PARSER = parser()
