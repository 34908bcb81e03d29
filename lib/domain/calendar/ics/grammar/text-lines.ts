/**
 * The lines of a file of any producer, unfolded (RFC 5545 section 3.1): folded at any byte, also within a character, with
 * CRLF, LF or CR, with a byte order mark, in UTF-8, UTF-16 or Windows-1252.
 */
export const textLines = (input: string | Uint8Array): string[] => {
  if (typeof input === 'string') return unfolded(input.replace(/^\uFEFF/, ''))
  const wide = wideEncoding(input)
  if (wide) return unfolded(new TextDecoder(wide).decode(input))
  // One character a byte: what is folded within a character is put together before it is decoded.
  const lines = unfolded(Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('latin1'))
  return lines.map(decoded)
}

const wideEncoding = ([first, second]: Uint8Array): string | null => {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : null
}

const unfolded = (text: string): string[] => {
  const lines: string[] = []
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (line === '') continue
    const isFolded = line.startsWith(' ') || line.startsWith('\t')
    const last = lines.length - 1
    if (isFolded && last >= 0) lines[last] += line.slice(1)
    else lines.push(line)
  }
  return lines
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const windows1252 = new TextDecoder('windows-1252')

/** Each line by itself: one in another encoding does not spoil the others. */
const decoded = (line: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether it is ASCII
  if (/^[\x00-\x7f]*$/.test(line)) return line
  const bytes = Buffer.from(line, 'latin1')
  try {
    return utf8.decode(bytes)
  } catch {
    return windows1252.decode(bytes)
  }
}
