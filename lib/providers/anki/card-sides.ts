/** A note type: its fields by their order, and the templates of its cards. */
export type NoteType = { isCloze: boolean; fields: string[]; templates: Map<number, { front: string; back: string }> }

/** Longer sides are cut here; what a card holds is less. */
const MOST = 60_000

/** What a card shows: its template, filled in with the fields of its note, as HTML. Null: the note type has no such card. */
export const sidesOf = (type: NoteType, ord: number, values: string[]): { front: string; back: string } | null => {
  const template = type.templates.get(type.isCloze ? 0 : ord)
  if (!template) return null
  const fields = new Map(type.fields.map((name, i) => [name, values[i] ?? '']))
  const fill = (text: string, isBack: boolean) => filled(text, fields, { cloze: type.isCloze ? ord + 1 : null, isBack })
  // The answer is what is below the line; the question is not said again.
  const answer = template.back.split(/<hr\b[^>]*\bid=["']?answer\b[^>]*>/i).at(-1) ?? ''
  return {
    front: plain(fill(template.front, false)),
    back: plain(fill(answer.replace(/\{\{FrontSide\}\}/g, ''), true)),
  }
}

type Side = { cloze: number | null; isBack: boolean }

const filled = (template: string, fields: Map<string, string>, side: Side): string => {
  let text = template.slice(0, MOST)
  // Inner conditions first; each round takes some away.
  for (let round = 0; round < 20; round++) {
    const next = text.replace(
      /\{\{([#^])([^{}]+)\}\}((?:(?!\{\{[#^/])[\s\S])*)\{\{\/\2\}\}/g,
      (_, sign, name, inner) => {
        const isFull = (fields.get(String(name).trim()) ?? '').trim() !== ''
        return isFull === (sign === '#') ? inner : ''
      },
    )
    if (next === text) break
    text = next
  }
  return text.replace(/\{\{([^{}]+)\}\}/g, (_, name: string) => {
    const parts = name.trim().split(':')
    const value = fields.get((parts.at(-1) ?? '').trim()) ?? ''
    return parts.includes('cloze') && side.cloze !== null ? clozed(value, side.cloze, side.isBack) : value
  })
}

/** A text with gaps: that of the card is open in the question, all others are filled. */
const clozed = (text: string, number: number, isBack: boolean): string => {
  let result = text.slice(0, MOST)
  for (let depth = 0; depth < 5; depth++)
    result = result.replace(/\{\{c(\d+)::((?:(?!\{\{c\d+::|\}\})[\s\S])*)\}\}/g, (_, which, inner: string) => {
      const [answer = '', hint] = inner.split('::')
      return isBack || Number(which) !== number ? answer : `[${hint ?? '...'}]`
    })
  return result
}

const plain = (html: string): string =>
  html
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/&nbsp;/g, ' ')
    .trim()
