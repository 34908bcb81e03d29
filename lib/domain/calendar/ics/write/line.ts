const MOST_OCTETS = 75

/** A content line with its CRLF, folded at 75 octets (RFC 5545 section 3.1), never within a character. */
export const foldedLine = (text: string): string => {
  if (text.length * 3 <= MOST_OCTETS || (text.length <= MOST_OCTETS && isAscii(text))) return `${text}\r\n`
  let folded = ''
  let from = 0
  let octets = 0
  let at = 0
  for (const char of text) {
    const size = octetsOf(char.codePointAt(0) ?? 0)
    if (octets + size > MOST_OCTETS) {
      folded += `${text.slice(from, at)}\r\n `
      from = at
      octets = 1
    }
    octets += size
    at += char.length
  }
  return `${folded}${text.slice(from)}\r\n`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether it is ASCII
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text)

const octetsOf = (code: number): number => {
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}

/** TEXT (RFC 5545 section 3.3.11): escaped, and without control characters, which it cannot hold. */
export const escapedText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be written
    .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n')

/** `20260305T090000` of the digits of a clock (epoch ms as if UTC). */
export const clockText = (wall: number): string => new Date(wall).toISOString().slice(0, 19).replace(/[-:]/g, '')

/** `20260305T090000Z` of an instant. */
export const instantText = (instant: string): string => `${clockText(Date.parse(instant))}Z`

/** `20260305` of a day. */
export const dayText = (day: string): string => day.replaceAll('-', '')
