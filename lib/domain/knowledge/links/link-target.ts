import { createHash } from 'node:crypto'

/** How two titles are compared: without regard to case, to the form of composed characters, and to how wide their spaces are. */
export const sameTitle = (title: string): string => title.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()

/** A title as part of a key, whatever its length. */
export const titleKey = (title: string): string =>
  createHash('sha256').update(sameTitle(title)).digest('base64url').slice(0, 22)

/** Ids are ULIDs. */
export const looksLikeId = (text: string): boolean => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)

/** More beginnings of one link are not looked at. */
const MAX_BEGINNINGS = 4

/**
 * What a link can mean, the likeliest first: what it says, and its beginnings before each #, since both titles ("C# in depth") and
 * links to a heading ("Plan#Next week") have one.
 */
export const meaningsOf = (target: string): string[] => {
  const meanings = [target]
  for (let at = target.lastIndexOf('#'); at > 0; at = target.lastIndexOf('#', at - 1)) {
    const beginning = target.slice(0, at).trimEnd()
    if (beginning !== '') meanings.push(beginning)
  }
  return meanings.length <= MAX_BEGINNINGS ? meanings : [target, ...meanings.slice(1 - MAX_BEGINNINGS)]
}
