// In bundles instead of the package entities, a table of 2,125 names (77 KB) for markdown-it. Our parsers (knowledge) show no text and
// decode none: of a link's address they only need whether it begins with a scheme that markdown-it refuses.

const NAMES: Record<string, string> = { colon: ':', sol: '/', semi: ';', Tab: '\t', NewLine: '\n' }

export const decodeHTML = (text: string): string => text.replace(/&(\w+);/g, (all, name) => NAMES[name] ?? all)
export const decodeHTMLStrict = (text: string): string => decodeHTML(text)
