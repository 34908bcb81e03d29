import MarkdownIt from 'markdown-it'

const MOST_TAGS = 100
/** As Obsidian has them: letters, digits, "_", "-" and "/", at least one of them no digit; behind a space or a line's beginning. */
const TAG = /(?<=^|[\s([{,;])#([\p{L}\p{M}\p{N}\p{Extended_Pictographic}_/-]+)/gu

/** The #tags of a Markdown text in their order, each once; none in code, HTML or addresses. */
export const inlineTags = (text: string): string[] => {
  if (!text.includes('#')) return []
  const tags = new Set<string>()
  for (const block of PARSER.parse(text, {})) {
    if (block.type !== 'inline' || !block.content.includes('#')) continue
    for (const { type, content } of block.children ?? []) {
      if (type !== 'text') continue
      for (const [, tag = ''] of content.matchAll(TAG)) {
        const name = tag.replace(/^\/+|\/+$/g, '')
        if (/[^\p{N}/]/u.test(name) && name.length <= 100) tags.add(name)
      }
    }
    if (tags.size >= MOST_TAGS) break
  }
  return [...tags].slice(0, MOST_TAGS)
}

/** Finds code and HTML as CommonMark does, and nothing else. */
const parser = (): MarkdownIt => {
  const md = new MarkdownIt('commonmark')
  Object.assign(md.options, { maxNesting: 100 })
  md.core.ruler.enableOnly(['normalize', 'block', 'inline'])
  md.inline.ruler.enableOnly(['text', 'newline', 'escape', 'backticks', 'autolink', 'html_inline'])
  md.inline.ruler2.enableOnly(['fragments_join'])
  return md
}

const PARSER = parser()
