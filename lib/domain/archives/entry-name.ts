/** Longer names are those of nobody's files. */
const MAX_NAME_BYTES = 1_000
const MAX_DEPTH = 50

// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/**
 * The name of a file of an archive as 'folder/name', or why it is not taken: archives come from anywhere, and a name may try to
 * leave the folder that it is unpacked to.
 */
export const safeName = (raw: Buffer): { path: string } | { shown: string; reason: string } => {
  const shown = raw.toString('utf8').slice(0, 300).toWellFormed() || '(no name)'
  const refused = (reason: string) => ({ shown, reason })
  if (raw.length > MAX_NAME_BYTES) return refused('The name is too long')
  const path = utf8Of(raw)?.normalize('NFC').replaceAll('\\', '/')
  if (path === undefined) return refused('The name is not UTF-8')
  if (CONTROL.test(path)) return refused('The name has control characters')
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return refused('The name is an absolute path')
  const parts = path.split('/')
  if (parts.includes('..')) return refused('The name leaves the folder')
  const kept = parts.filter((part) => part !== '' && part !== '.')
  if (kept.length === 0) return refused('It has no name')
  if (kept.length > MAX_DEPTH) return refused('The folders are too deep')
  return { path: kept.join('/') }
}

const utf8Of = (raw: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    return undefined
  }
}
