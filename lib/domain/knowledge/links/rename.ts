import { meaningsOf, sameTitle, titleKey } from './link-target.ts'
import { wikilinksIn } from './wikilinks.ts'

/**
 * A text whose links by one title say something else; nothing but that title is touched. `isTaken`: whether an item has the title
 * with this key, for links that mean it rather than the shorter title.
 */
export const withRenamedLinks = (
  text: string,
  from: string,
  to: string,
  isTaken: (key: string) => boolean = () => false,
): string => {
  const title = sameTitle(from)
  let end = 0
  const pieces: string[] = []
  for (const { target, start } of wikilinksIn(text)) {
    const meanings = meaningsOf(target)
    const i = meanings.findIndex((one) => sameTitle(one) === title)
    if (i < 0 || meanings.slice(0, i).some((one) => isTaken(titleKey(one)))) continue
    pieces.push(text.slice(end, start), to)
    end = start + (meanings[i]?.length ?? 0)
  }
  return [...pieces, text.slice(end)].join('')
}

/** How a link names an item: by its title or, where a link cannot hold that (a bar, code, brackets without end), by its id. */
export const nameInLink = ({ id, title }: { id: string; title: string }): string => {
  const [link, ...more] = wikilinksIn(`[[${title}]]`)
  const isPlain = !/[`<\\|]/.test(title) && title.split('[').length === title.split(']').length
  return isPlain && link?.target === title && more.length === 0 ? title : id
}
