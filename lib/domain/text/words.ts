/** How texts become words that can be found and compared. */

/** Longer words are cut: what a person types to find them is shorter. */
const MAX_LETTERS = 24

// Scripts without spaces between words: each character is a word.
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])[\p{L}\p{N}])+/gu

/** Words in their order: without case and accents, so that Größe is found by grosse and GROSSE. */
export const wordsOf = (text: string): string[] => {
  // Upper case first: it makes SS of ß.
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase()
  return (plain.match(WORD) ?? []).map((word) => word.slice(0, MAX_LETTERS))
}
